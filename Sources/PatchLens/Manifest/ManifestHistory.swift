/// What the manifests of an output folder say about every picture: later lines win, damaged ones are passed over.
///
/// A picture is some tens of bytes: its name, its file's state and its outputs are kept as digests of 64 bits, of
/// which two of a million are equal with a chance of one in thirty million.
struct ManifestHistory: Sendable {
    /// A manifest that was read.
    struct File: Sendable {
        let path: String
        /// When its run began, by the clock of the folder's file system, in nanoseconds since 1970.
        var began: Int64
        /// Whether its run came to an end by itself: otherwise it was killed, and what it made last may not be
        /// recorded, or it is still at work.
        var isEnded = false
        /// Pictures of which it has the last line.
        var lastLines = 0
    }

    /// The runs, each kind once.
    private var runs: [RunIdentity?] = []
    /// The manifests, in the order in which they were read.
    private(set) var files: [File] = []
    private var runNumbers: [String: Int32] = [:]
    /// The folders that were searched.
    private var roots: [String] = []
    private var rootNumbers: [String: Int32] = [:]
    /// What is known of which picture's outputs beyond the first: the output's digest, and that of the first.
    private var owners: [UInt64: UInt64] = [:]
    /// Digests of the files that all pictures of a run made together.
    private var gathered: Set<UInt64> = []
    /// The run whose manifest is being read, once its line was.
    private var current: Int32?
    private var entries: [UInt64: Entry] = [:]
    private var failures: [UInt64: ManifestLine.Failure] = [:]

    /// Nothing is known.
    init() {}

    /// Reads these files, one after the other, a piece at a time.
    ///
    /// - Parameter gathered: files that all pictures of a run made together.
    init(readingFiles paths: [String], gathered: [String] = []) {
        self.gathered = Set(gathered.map(ContentHash.short))
        for path in paths {
            files.append(File(path: path, began: Self.time(inNameOf: path)))
            current = nil
            LineReader.forEachLine(ofFile: path) { bytes in
                if let picture = bytes.withUnsafeBufferPointer(QuickLine.picture) { return add(picture) }
                // A line that a killed process left half, or that is none of ours: its picture is as if never seen.
                if let line = ManifestLine(reading: bytes) { add(line) }
            }
        }
    }

    /// Whether nothing is known of any output.
    var isEmpty: Bool { entries.isEmpty && gathered.isEmpty }

    /// What is known of the picture that was to become this; nil if nothing. Of two pictures that were to become it, in
    /// runs of their own, it is the later one.
    subscript(target: String) -> Entry? { entries[ContentHash.short(target)] }

    /// Why that picture failed.
    func failure(_ target: String) -> ManifestLine.Failure? { failures[ContentHash.short(target)] }

    /// The folder that its picture was searched in; nil where that is not recorded.
    func root(of entry: Entry) -> String? { entry.root < 0 ? nil : roots[Int(entry.root)] }

    /// Which of the files that a picture is to become are another picture's, or a result of all.
    func outputsOfOthers(among outputs: [String]) -> [String] {
        // Nearly always: a million names are not hashed for it.
        if outputs.count < 2, owners.isEmpty, gathered.isEmpty { return [] }
        let keys = outputs.map(ContentHash.short)
        return zip(outputs, keys).filter { output, key in
            if let owner = owners[key] { return owner != keys[0] }
            if entries[key] != nil { return key != keys[0] }
            return gathered.contains(key)
        }.map(\.0)
    }

    /// What made it, or tried; nil where that run's own line is damaged.
    func run(of entry: Entry) -> RunIdentity? { runs[Int(entry.run)] }

    /// When the first run began that did not end and whose traces a file may be: one that began after the run that
    /// recorded the picture, or any if none did. What was written from then on may be of that run, which perhaps was
    /// not there any more to record it.
    func firstUnended(after file: Int32?) -> Int64? {
        let began = file.map { files[Int($0)].began } ?? .min
        return files.filter { !$0.isEnded && $0.began > began }.map(\.began).min()
    }

    mutating func add(_ line: ManifestLine) {
        if let run = line.run {
            let number = number(of: run.hashes)
            runs[Int(number)] = run
            current = number
        }
        if let began = line.began, !files.isEmpty { files[files.count - 1].began = began }
        if line.ended == true, !files.isEmpty { files[files.count - 1].isEnded = true }
        if let picture = line.picture { add(picture) }
    }

    private mutating func add(_ picture: ManifestLine.Picture) {
        let key = ContentHash.short(picture.target)
        let root = picture.root.map { root in number(ofRoot: root) } ?? -1
        var entry = Entry(picture, root: root, run: run(of: picture), file: Int32(files.count - 1))
        if !entry.isDone { failures[key] = picture.error } else if !failures.isEmpty { failures[key] = nil }
        if let former = entries[key] { entry.follow(former, ofAnother: !areAlike(entry, former)) }
        if let former = entries.updateValue(entry, forKey: key), former.file >= 0 {
            files[Int(former.file)].lastLines -= 1
        }
        if !files.isEmpty { files[files.count - 1].lastLines += 1 }
        own(picture.outputs, by: key)
    }

    /// The last one who wrote a file has it, whoever had it before.
    private mutating func own(_ outputs: [ManifestLine.Output], by target: UInt64) {
        if !owners.isEmpty { owners[target] = nil }
        guard outputs.count > 1 else { return }
        for output in outputs {
            let key = ContentHash.short(output.path)
            guard key != target else { continue }
            owners[key] = target
            if let former = entries.removeValue(forKey: key), former.file >= 0 {
                files[Int(former.file)].lastLines -= 1
            }
        }
    }

    private mutating func number(ofRoot root: String) -> Int32 {
        if let number = rootNumbers[root] { return number }
        roots.append(root)
        rootNumbers[root] = Int32(roots.count - 1)
        return Int32(roots.count - 1)
    }

    /// Whether both were made with the same options and model, as far as is known.
    private func areAlike(_ first: Entry, _ second: Entry) -> Bool {
        if first.run == second.run { return true }
        guard let former = run(of: first), let latter = run(of: second) else { return false }
        return former.makesTheSame(as: latter)
    }

    /// A manifest has the lines of one run, which its first line is about; were that damaged, it may be known from
    /// another.
    private mutating func run(of picture: ManifestLine.Picture) -> Int32 {
        if let current, runs[Int(current)]?.optionsHash == picture.optionsHash { return current }
        return number(of: picture.optionsHash)
    }

    /// `manifest-MILLISECONDS-…`, less a second for clocks that differ: for a manifest whose first line is damaged.
    private static func time(inNameOf path: String) -> Int64 {
        let parts = Paths.split(path).name.split(separator: "-")
        guard parts.count > 1, let milliseconds = Int64(parts[1]), milliseconds < .max / 1_000_000 else { return .min }
        return (milliseconds - 1000) * 1_000_000
    }

    private mutating func number(of hashes: String) -> Int32 {
        if let number = runNumbers[hashes] { return number }
        let number = Int32(runs.count)
        runs.append(nil)
        runNumbers[hashes] = number
        return number
    }
}
