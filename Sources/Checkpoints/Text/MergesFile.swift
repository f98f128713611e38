/// `merges.txt`: two tokens a line, the first to be merged first, and a line with the version before them.
struct MergesFile {
    let merges: [(left: String, right: String)]

    /// CLIP has 49,408 tokens: these, 512 for bytes, begin and end. OpenAI's file goes on for other vocabularies.
    private static let most = 49408 - 512 - 2

    /// - Parameter isWhole: whether all of the file is for this vocabulary.
    init(file: String, isWhole: Bool) throws(CheckpointError) {
        let mapped = try MappedFile(path: file)
        let text = mapped.bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        var merges: [(left: String, right: String)] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            // A merge may begin with “#” too.
            if number == 0 && line.contains("#version") || line.allSatisfy(\.isWhitespace) { continue }
            let parts = line.split(whereSeparator: \.isWhitespace)
            guard parts.count == 2 else {
                throw .inconsistentVocabulary(file: file, reason: "line \(number + 1) is not a merge of two tokens")
            }
            merges.append((String(parts[0]), String(parts[1])))
            if !isWhole && merges.count == Self.most { break }
        }
        self.merges = merges
    }
}
