import AttentionExport
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The record of what runs made of the pictures of an output folder, by which a rerun takes up where one stopped.
///
/// It is in `.patchlens` inside the folder: a file `manifest-….jsonl` for each process, a line a picture (see
/// `ManifestLine`), all of which are read again, the oldest first; and `_done.json`, which is there when the last run
/// came to its end (of a shard, `_done-3-of-16.json`).
///
/// A picture's line is written after its files are there, so that a process that is killed may leave files that no line is
/// about. Its manifest has no last line that says that it ended: whatever was written since it began, and is not
/// recorded by it or later, is made again.
///
/// Manifests add up, and are bounded by what was made: a run that makes nothing leaves none, and one that comes to its end
/// removes those that ended and of whose pictures later ones have lines, all of them.
public final class RunManifest: Sendable {
    /// How a picture is known to be unchanged.
    public enum Comparison: String, Sendable, CaseIterable {
        /// By its length, and the time it was last written.
        case time
        /// By the SHA-256 of its content.
        case sha256
    }

    /// The folder's name inside the output folder; hidden, so that no search enters it.
    static let folderName = ".patchlens"

    /// What this run's outputs depend on.
    public let identity: RunIdentity
    private let folder: OutputFolder
    private let comparison: Comparison
    private let retriesFailed: Bool
    private let limits: String
    private let history: ManifestHistory
    private let writer: LazyWriter
    /// By manifest, how many pictures this run has recorded of which it had the last line.
    private let superseded = Mutex<[Int: Int]>([:])

    /// Reads what is there; nothing is written before the first picture's end.
    ///
    /// - Parameters:
    ///   - limits: Those of the run, by the names that users know them by: what failed by one is tried again with others.
    ///   - retriesFailed: Whether pictures are tried again that failed for good.
    ///   - shard: Which of several runs at once this is.
    public init(
        in folder: OutputFolder, identity: RunIdentity, comparing comparison: Comparison = .time,
        limits: [String: String] = [:], retriesFailed: Bool = false, shard: Shard? = nil
    ) {
        self.identity = identity
        self.folder = folder
        self.comparison = comparison
        self.retriesFailed = retriesFailed
        self.limits = limits.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let place = Paths.join(folder.path, Self.folderName)
        history = ManifestHistory(readingFiles: Self.files(in: place))
        writer = LazyWriter(folder: folder, place: place, identity: identity, end: shard.name(of: "_done.json"))
    }

    /// All manifests of a folder of manifests, the oldest first: their names begin with the time.
    static func files(in place: String) -> [String] {
        let listing = try? FolderListing(of: place)
        let names = listing?.compactMap { String(validating: $0.name, as: UTF8.self) } ?? []
        return names.filter { $0.hasPrefix("manifest") && $0.hasSuffix(".jsonl") }.map { Paths.join(place, $0) }
    }

    /// What is to become of a picture.
    enum Decision {
        /// It is to be drawn; and the run whose other options are the reason, if they are.
        case work(formerly: RunIdentity? = nil)
        /// Its outputs are there.
        case skip
        /// It failed, and would again.
        case failed(PictureFailure)
    }

    /// By what was recorded; a picture of which nothing was is left alone where its outputs are there.
    ///
    /// - Parameter isFinal: false for an estimate that reads no file: then a picture whose content has to be hashed
    ///   is to be drawn.
    func decision(on picture: PlannedPicture, isFinal: Bool = true) -> Decision {
        // Where nothing was recorded, a million names need not be made and hashed to be told so.
        let target = history.count == 0 ? "" : target(of: picture)
        guard history.count > 0, let known = history[target] else {
            return picture.isDone && !isSuspect(picture, after: nil) ? .skip : .work()
        }
        if isAnother(picture, than: known, isFinal: isFinal) {
            let isKnown = isFinal || comparison == .time
            return picture.isDone && isKnown ? .failed(PictureFailure(outputTaken: target)) : .work()
        }
        if let run = history.runs[Int(known.run)], run.optionsHash != identity.optionsHash {
            return .work(formerly: run)
        }
        // Of a run whose own line is damaged it is not known what it did.
        guard history.runs[Int(known.run)] != nil, isUnchanged(picture.input, since: known, isFinal: isFinal) else {
            return .work()
        }
        if known.isDone {
            let isThere = outputsDigest(of: picture) == known.outputs && !isSuspect(picture, after: known.file)
            return isThere ? .skip : .work()
        }
        guard !known.isRetryable, !retriesFailed, let failure = history.failure(target),
            failure.limits == nil || failure.limits == limits
        else { return .work() }
        return .failed(PictureFailure(recorded: failure))
    }

    /// Whether what is known is of a picture of another name; the same file under a new name is none.
    private func isAnother(_ picture: PlannedPicture, than known: ManifestHistory.Entry, isFinal: Bool) -> Bool {
        known.input != ManifestHistory.digest(ofInput: Self.name(of: picture.input))
            && !isUnchanged(picture.input, since: known, isFinal: isFinal)
    }

    /// Whether a run that was killed may have made one of the outputs, and not been there any more to record it.
    private func isSuspect(_ picture: PlannedPicture, after file: Int32?) -> Bool {
        guard let began = history.firstUnended(after: file) else { return false }
        return picture.outputs.all.contains { output in (InputState(of: output)?.modified ?? .min) >= began }
    }

    private func isUnchanged(_ input: PictureInput, since known: ManifestHistory.Entry, isFinal: Bool) -> Bool {
        if comparison == .sha256, known.content != 0 {
            return isFinal && state(of: input)?.contentDigest == known.content
        }
        return InputState(of: input.path)?.digest == known.state
    }

    /// What a picture's file is like now.
    func state(of input: PictureInput) -> InputState? {
        var state = InputState(of: input.path)
        if comparison == .sha256 { state?.sha256 = ContentHash.sha256(ofFile: input.path) }
        return state
    }

    /// Before the first picture is made: from now on, until `end`, outputs may be there that are not recorded.
    func begin() { writer.begin() }

    /// One picture came to its end; `state` is from before it was read.
    func record(_ report: PictureReport, of picture: PlannedPicture, state: InputState?) {
        let outputs = report.status == .done ? sizes(of: picture) ?? [] : []
        let failure = report.failure
        if let known = history[target(of: picture)] {
            superseded.withLock { $0[Int(known.file), default: 0] += 1 }
        }
        writer.append(
            ManifestLine(
                picture: ManifestLine.Picture(
                    input: Self.name(of: picture.input), target: target(of: picture), size: state?.size,
                    modified: state?.modified,
                    sha256: state?.sha256, status: report.status.rawValue,
                    warnings: report.warnings.isEmpty ? nil : report.warnings.map(\.rawValue),
                    error: failure.map { ManifestLine.Failure($0, limits: limits) }, outputs: outputs,
                    model: identity.model,
                    weightsHash: identity.weightsHash, optionsHash: identity.optionsHash,
                    seconds: (report.times.total * 1000).rounded() / 1000)))
    }

    /// What a run has to do, and which options are why pictures that are there are drawn again.
    public struct Outlook: Sendable {
        /// Pictures to draw.
        public internal(set) var count = 0
        /// Those of them that other options made.
        public internal(set) var changed = 0
        /// Which options, as they were and as they are.
        public internal(set) var differences: [String] = []
    }

    /// Looks at every picture of a plan, reading none.
    public func outlook(on plan: OutputPlan) -> Outlook {
        var outlook = Outlook()
        for case .picture(let picture) in plan.entries {
            guard case .work(let former) = decision(on: picture, isFinal: false) else { continue }
            outlook.count += 1
            guard let former else { continue }
            outlook.changed += 1
            if outlook.differences.isEmpty { outlook.differences = identity.differences(from: former) }
        }
        return outlook
    }

    /// The run begins no more pictures, and all it began are recorded, whether it came to its end or was stopped. Throws
    /// if a line could not be written.
    public func end() throws(ManifestError) {
        writer.end()
        if let error = writer.error { throw error }
    }

    /// The run came to its end: writes `_done.json`, or a shard's own, with its counts.
    public func finish(_ summary: RunSummary) throws {
        try end()
        let done = Done(
            run: identity,
            counts: ["done": summary.done, "skipped": summary.skipped, "failed": summary.failed])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let path = writer.endFile
        try folder.makeFolders(above: path)
        var file = try AtomicFile(at: path)
        try file.write(Array(encoder.encode(done)) + [UInt8(ascii: "\n")])
        try file.commit()
        removeSuperseded()
    }

    /// A manifest without an end is left: its process may be at work, or may have made what nobody recorded.
    private func removeSuperseded() {
        let superseded = superseded.withLock { $0 }
        for (index, file) in history.files.enumerated() where file.isEnded {
            if file.lastLines <= superseded[index] ?? 0 { unlink(file.path) }
        }
    }

    private struct Done: Encodable {
        let run: RunIdentity
        let counts: [String: Int]
    }

    private static func name(of input: PictureInput) -> String { input.nameInRecords }

    private func target(of picture: PlannedPicture) -> String { picture.outputs.all.first.map(relative) ?? "" }

    private func relative(_ output: String) -> String {
        String(Substring(output.utf8.dropFirst(Paths.join(folder.path, "").utf8.count)))
    }

    private func sizes(of picture: PlannedPicture) -> [ManifestLine.Output]? {
        var outputs: [ManifestLine.Output] = []
        for path in picture.outputs.all {
            guard let state = InputState(of: path) else { return nil }
            outputs.append(ManifestLine.Output(path: relative(path), size: state.size))
        }
        return outputs
    }

    private func outputsDigest(of picture: PlannedPicture) -> UInt64? {
        sizes(of: picture).map(ManifestHistory.digest)
    }
}

extension PictureFailure {
    fileprivate init(outputTaken target: String) {
        self.init(
            .write, .outputTaken,
            message:
                "its output \(target) is there and was made of another picture; --template gives each its own, "
                + "--overwrite makes it of this one")
    }

    fileprivate init(recorded failure: ManifestLine.Failure) {
        self.init(
            Stage(rawValue: failure.code) ?? .input, FailureKind(rawValue: failure.kind) ?? .other,
            message: failure.message + " (not tried again; --retry-failed does)")
    }
}

extension ManifestLine.Failure {
    init(_ failure: PictureFailure, limits: String) {
        self.init(
            code: failure.stage.rawValue, kind: failure.kind.rawValue, limits: failure.kind.isOfALimit ? limits : nil,
            message: failure.message, retryable: failure.isRetryable)
    }
}
