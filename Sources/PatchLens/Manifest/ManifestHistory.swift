/// What the manifests of an output folder say about every picture: later lines win, damaged ones are passed over.
///
/// A picture is some tens of bytes: its name, its file's state and its outputs are kept as digests of 64 bits, of
/// which two of a million are equal with a chance of one in thirty million.
struct ManifestHistory: Sendable {
    /// The runs, each kind once.
    private var runs: [RunIdentity?] = []
    /// The manifests, in the order in which they were read.
    private(set) var files: [File] = []
    private var runNumbers: [String: Int32] = [:]
    /// The folders that were searched.
    private var roots = NumberedPaths()
    /// Who made outputs that are not the first of a picture that is done.
    private var makers = OutputMakers()
    /// The files that all pictures of a run made together, by digests of their paths.
    private var gathered: [UInt64: GatheredRecord.File] = [:]
    /// The run whose manifest is being read, once its line was.
    private var current: Int32?
    private var entries: [UInt64: Entry] = [:]
    private var failures: [UInt64: ManifestLine.Failure] = [:]

    /// Nothing is known.
    init() {}

    /// Reads these files, one after the other, a piece at a time.
    ///
    /// - Parameter gathered: files that all pictures of a run made together.
    init(readingFiles paths: [String], gathered: [GatheredRecord.File] = []) {
        // Where all pictures failed there is no file.
        for file in gathered where file.size != nil { self.gathered[ContentHash.short(file.path)] = file }
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
    func root(of entry: Entry) -> String? { entry.root < 0 ? nil : roots[entry.root] }

    /// What last made a file, by its path below the output folder; nil if that is not known.
    func maker(of output: String) -> Entry? { maker(of: ContentHash.short(output)) }

    private func maker(of output: UInt64) -> Entry? {
        if let maker = makers[output] { return maker }
        guard let entry = entries[output], entry.isDone else { return nil }
        return entry
    }

    /// What is recorded of a file that all pictures of a run made together.
    func gathered(_ output: String) -> GatheredRecord.File? {
        gathered.isEmpty ? nil : gathered[ContentHash.short(output)]
    }

    /// What made it, or tried; nil where that run's own line is damaged.
    func run(of entry: Entry) -> RunIdentity? { runs[Int(entry.run)] }

    /// Whether a run that did not end may have written a file, and not been there any more to record it.
    ///
    /// - Parameters:
    ///   - modified: When the file was last written.
    ///   - known: The last record of it, if there is one.
    ///   - isAsRecorded: Whether that gives this time, too: then only a run that began later is suspected, which may
    ///     have been quicker than the file system's clock.
    func isSuspect(modified: Int64, after known: Entry?, isAsRecorded: Bool = false) -> Bool {
        let recorder = known.map { Int($0.file) } ?? -1
        return files.indices.contains { index in
            guard index != recorder, files[index].mayHaveWritten(at: modified) else { return false }
            return !isAsRecorded || recorder < 0 || files[index].began > files[recorder].began
        }
    }

    mutating func add(_ line: ManifestLine) {
        if let run = line.run {
            let number = number(of: run.hashes)
            runs[Int(number)] = run
            current = number
        }
        if !files.isEmpty { note(line, in: files.count - 1) }
        if let picture = line.picture { add(picture) }
    }

    /// What a line says of its run's beginning and end.
    private mutating func note(_ line: ManifestLine, in file: Int) {
        if let began = line.began { (files[file].began, files[file].machine) = (began, line.machine) }
        if line.ended == true { files[file].isEnded = true }
        if let killed = line.killed { files[file].killed = files[file].killed ?? killed }
    }

    private mutating func add(_ picture: ManifestLine.Picture) {
        let key = ContentHash.short(picture.target)
        let root = picture.root.map { root in roots.number(of: root) } ?? -1
        var entry = Entry(picture, root: root, run: run(of: picture), file: Int32(files.count - 1))
        if !entry.isDone { failures[key] = picture.error } else if !failures.isEmpty { failures[key] = nil }
        // Whoever found it killed was mistaken.
        if !files.isEmpty { files[files.count - 1].killed = nil }
        count(entry, as: key, replacing: replaced(by: picture))
        if let former = entries[key] {
            entry.follow(former, ofAnother: !areAlike(entry, former))
            // Nothing came of it: what was there is still the former's.
            if former.isDone, !entry.isDone { makers.set(former, of: [key]) }
        }
        entries[key] = entry
        if entry.isDone { own(picture.outputs, by: entry, key) }
    }

    /// The last one who wrote a file has it, whoever had it before.
    private mutating func own(_ outputs: [ManifestLine.Output], by entry: Entry, _ target: UInt64) {
        makers.remove(target)
        guard outputs.count > 1 else { return }
        let others = outputs.map { ContentHash.short($0.path) }.filter { $0 != target }
        for key in others where entries[key]?.isDone == true { entries[key] = nil }
        makers.set(entry, of: others)
        if !files.isEmpty { files[files.count - 1].lastLines += others.count }
    }

    private mutating func count(_ entry: Entry, as key: UInt64, replacing replaced: [Int32]) {
        for file in replaced { files[Int(file)].lastLines -= 1 }
        if entry.file >= 0 { files[Int(entry.file)].lastLines += 1 }
    }

    /// The manifests that no longer have the last line about something when there is this one, each as often as that
    /// is so: about the picture, and about each of its outputs.
    func replaced(by picture: ManifestLine.Picture) -> [Int32] {
        let target = ContentHash.short(picture.target)
        let isDone = picture.status == PictureReport.Status.done.rawValue
        var replaced: [Entry?] = []
        if let former = entries[target], isDone || !former.isDone { replaced.append(former) }
        if isDone, !makers.isEmpty || picture.outputs.count > 1 {
            let others = picture.outputs.map { ContentHash.short($0.path) }.filter { $0 != target }
            replaced.append(makers[target])
            replaced += others.map(maker)
        }
        return replaced.compactMap { $0?.file }.filter { $0 >= 0 }
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

    /// `manifest-MILLISECONDS-…`, less a second for clocks that differ: for a manifest whose first line is not read.
    static func time(inNameOf path: String) -> Int64 {
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
