/// What the manifests of an output folder say about every picture: later lines win, damaged ones are passed over.
///
/// A picture is some tens of bytes: its name, its file's state and its outputs are kept as digests of 64 bits, of
/// which two of a million are equal with a chance of one in thirty million.
struct ManifestHistory: Sendable {
    /// What the last line about a picture said.
    struct Entry: Sendable {
        let run: Int32
        let isDone: Bool
        let isRetryable: Bool
        let state: UInt64
        let content: UInt64
        let outputs: UInt64
    }

    /// The runs, each kind once.
    private(set) var runs: [RunIdentity?] = []
    private var runNumbers: [String: Int32] = [:]
    private var entries: [UInt64: Entry] = [:]
    private var failures: [UInt64: ManifestLine.Failure] = [:]

    /// Nothing is known.
    init() {}

    /// Reads these files, one after the other, a piece at a time.
    init(readingFiles paths: [String]) {
        for path in paths {
            LineReader.forEachLine(ofFile: path) { line in
                // A line that a killed process left half, or that is none of ours: its picture is as if never seen.
                if let line = ManifestLine(reading: line) { add(line) }
            }
        }
    }

    /// How many pictures are known.
    var count: Int { entries.count }

    /// What is known of a picture; nil if nothing.
    subscript(input: String, target: String) -> Entry? { entries[Self.key(input, target)] }

    /// Why a picture failed.
    func failure(_ input: String, _ target: String) -> ManifestLine.Failure? { failures[Self.key(input, target)] }

    mutating func add(_ line: ManifestLine) {
        if let run = line.run { runs[Int(number(of: run.optionsHash))] = run }
        guard let picture = line.picture else { return }
        let isDone = picture.status == PictureReport.Status.done.rawValue
        let state = InputState(size: picture.size ?? -1, modified: picture.modified ?? 0, sha256: picture.sha256)
        let key = Self.key(picture.input, picture.target)
        failures[key] = isDone ? nil : picture.error
        entries[key] = Entry(
            run: number(of: picture.optionsHash), isDone: isDone, isRetryable: picture.error?.retryable ?? true,
            state: state.digest, content: state.contentDigest ?? 0, outputs: Self.digest(of: picture.outputs))
    }

    /// The same for the same files at the same sizes.
    static func digest(of outputs: [ManifestLine.Output]) -> UInt64 {
        ContentHash.short(outputs.map { "\($0.size) \($0.path)" }.joined(separator: "\0"))
    }

    /// Two folders of one name may be searched, and only their outputs differ.
    private static func key(_ input: String, _ target: String) -> UInt64 {
        ContentHash.short(input + "\0" + target)
    }

    private mutating func number(of hash: String) -> Int32 {
        if let number = runNumbers[hash] { return number }
        let number = Int32(runs.count)
        runs.append(nil)
        runNumbers[hash] = number
        return number
    }
}
