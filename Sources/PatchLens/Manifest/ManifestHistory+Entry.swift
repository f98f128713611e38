import ImageDecoding

extension ManifestHistory {
    /// What the last line about a picture said, in few bytes: there may be a million.
    struct Entry: Sendable {
        /// A digest of the picture's path below the searched folder.
        let input: UInt64
        /// Of its path altogether, without links to folders; of `input` where it is not recorded what was searched.
        let place: UInt64
        /// That folder's place among the known ones; −1 where that is not recorded.
        let root: Int32
        /// The run's place among the known ones.
        let run: Int32
        /// The manifest's place in `files`.
        let file: Int32
        let isDone: Bool
        let isRetryable: Bool
        /// The warnings, a bit each.
        private let warningBits: UInt8
        /// Whether another run, of other options, has a line about the same outputs: if both were at work at once, the
        /// last line need not be that of the one that wrote last, and `written` tells.
        private(set) var isContested = false
        /// What the outputs were like when the line was written, with their times; 0 for nothing that can be.
        private(set) var written: UInt32
        let state: UInt64
        let content: UInt64
        /// The outputs' names and sizes.
        let outputs: UInt64
    }
}

extension ManifestHistory.Entry {
    init(_ picture: ManifestLine.Picture, root: Int32, run: Int32, file: Int32) {
        let state = InputState(size: picture.size ?? -1, modified: picture.modified ?? 0, sha256: picture.sha256)
        self.init(
            input: ContentHash.short(picture.input),
            place: ContentHash.short(Paths.join(picture.root ?? "", picture.input)), root: root, run: run, file: file,
            isDone: picture.status == PictureReport.Status.done.rawValue,
            isRetryable: picture.error?.retryable ?? true, warningBits: Self.bits(of: picture.warnings ?? []),
            written: Self.digest(ofTimes: picture.outputs),
            state: state.digest, content: state.contentDigest ?? 0, outputs: Self.digest(of: picture.outputs))
    }

    /// What was odd about the picture's file.
    var warnings: [DecodingWarning] {
        zip(DecodingWarning.allCases, 0...).filter { warningBits & 1 << $1 != 0 }.map(\.0)
    }

    private static func bits(of warnings: [String]) -> UInt8 {
        zip(DecodingWarning.allCases, 0...).reduce(0) { bits, warning in
            warnings.contains(warning.0.rawValue) ? bits | 1 << warning.1 : bits
        }
    }

    /// After another line about the same outputs, perhaps of a run of other options.
    ///
    /// A run looks at what it wrote when it is there: had another replaced it by then, both lines are about the same
    /// file, and whose it is nobody knows.
    mutating func follow(_ former: Self, ofAnother isOfAnother: Bool) {
        guard isDone, former.isDone else { return }
        isContested = former.isContested || isOfAnother
        if isOfAnother, former.written == written { written = 0 }
    }

    /// Whether they were last written when the line says.
    func hasTimes(of outputs: [ManifestLine.Output]) -> Bool { Self.digest(ofTimes: outputs) == written }

    /// Whether outputs that are there now are those of the line.
    ///
    /// Their times count only where two runs may have written them: a copied folder has other ones.
    func isAbout(_ outputs: [ManifestLine.Output]) -> Bool {
        Self.digest(of: outputs) == self.outputs && (!isContested || hasTimes(of: outputs))
    }

    /// The same for the same files at the same sizes.
    private static func digest(of outputs: [ManifestLine.Output]) -> UInt64 {
        ContentHash.short(outputs.map { "\($0.size) \($0.path)" }.joined(separator: "\0"))
    }

    /// The same for files that were last written at the same times; never 0.
    private static func digest(ofTimes outputs: [ManifestLine.Output]) -> UInt32 {
        let times = outputs.map { "\($0.modified ?? 0)" }.joined(separator: " ")
        return max(1, UInt32(truncatingIfNeeded: ContentHash.short(times)))
    }
}
