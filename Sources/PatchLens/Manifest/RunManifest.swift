import AttentionExport
import ImageDecoding
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
/// A picture's line is written after its files are there, so that a process that is killed may leave files that no line
/// is about. Its manifest has no last line that says that it ended: whatever was written since it began, and is not
/// recorded by it or later, is made again.
///
/// A run that makes nothing leaves no manifest, and one that comes to its end removes those of which no line is the
/// last about a picture, or about a file that it became. Those of killed runs stay.
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
    let folder: OutputFolder
    let comparison: Comparison
    /// A larger file is not read for its hash.
    let hashableBytes: Int
    let retriesFailed: Bool
    let limits: String
    let history: ManifestHistory
    /// The folder of manifests.
    let place: String
    /// The folders that pictures were searched in.
    let roots = SearchedFolders()
    private let writer: LazyWriter
    /// By manifest, of how many pictures and files that it had the last line about this run has a later one.
    private let superseded = Mutex<[Int: Int]>([:])

    /// Reads what is there; nothing is written before the first picture's end.
    ///
    /// - Parameters:
    ///   - hashableBytes: A file of more is not read for its hash: it is one that the run refuses by its size.
    ///   - limits: Those of the run, by the names that users know them by: what failed by one is tried again with
    ///     others.
    ///   - retriesFailed: Whether pictures are tried again that failed for good.
    ///   - shard: Which of several runs at once this is.
    public init(
        in folder: OutputFolder, identity: RunIdentity, comparing comparison: Comparison = .time,
        hashingAtMost hashableBytes: Int = .max,
        limits: [String: String] = [:], retriesFailed: Bool = false, shard: Shard? = nil
    ) {
        self.identity = identity
        self.folder = folder
        self.comparison = comparison
        self.hashableBytes = hashableBytes
        self.retriesFailed = retriesFailed
        self.limits = ManifestLine.Failure.text(ofLimits: limits)
        place = Paths.join(folder.path, Self.folderName)
        history = ManifestHistory(
            readingFiles: Self.files(in: place),
            gathered: GatheredRecord.all(in: place).flatMap(\.files))
        writer = LazyWriter(
            folder: folder, place: place, identity: identity, end: shard.name(of: "_done.json"),
            besides: history.files)
    }

    /// All manifests of a folder of manifests, the oldest first: their names begin with the time.
    static func files(in place: String) -> [String] {
        let listing = try? FolderListing(of: place)
        let names = listing?.compactMap { String(validating: $0.name, as: UTF8.self) } ?? []
        return names.filter { $0.hasPrefix("manifest") && $0.hasSuffix(".jsonl") }.map { Paths.join(place, $0) }
    }

    /// What a picture's file is like now.
    package func state(of input: PictureInput) -> InputState? {
        var state = InputState(of: input.path)
        if comparison == .sha256 { state?.sha256 = hash(ofFile: input.path) }
        return state
    }

    func hash(ofFile path: String) -> String? { ContentHash.sha256(ofFile: path, atMost: hashableBytes) }

    /// Before the first picture is made: from now on, until `end`, outputs may be there that are not recorded.
    package func begin() { writer.begin() }

    /// One picture came to its end; `state` is from before it was read.
    package func record(_ report: PictureReport, of picture: PlannedPicture, state: InputState?) {
        let outputs = report.status == .done ? outputs(of: picture) ?? [] : []
        let line = ManifestLine.Picture(
            input: picture.input.pathBelowRoot, root: roots.path(of: picture.input), target: target(of: picture),
            size: state?.size, modified: state?.modified, sha256: state?.sha256, status: report.status.rawValue,
            warnings: report.warnings.isEmpty ? nil : report.warnings.map(\.rawValue),
            error: report.failure.map { ManifestLine.Failure($0, limits: limits) }, outputs: outputs,
            model: identity.model, weightsHash: identity.weightsHash, optionsHash: identity.optionsHash,
            seconds: (report.times.total * 1000).rounded() / 1000)
        let replaced = history.replaced(by: line)
        superseded.withLock { superseded in
            for file in replaced { superseded[Int(file), default: 0] += 1 }
        }
        writer.append(ManifestLine(picture: line))
    }

    /// Adds to the record of a picture that is left alone what it is compared by from now on.
    func confirm(_ picture: PlannedPicture, _ warnings: [DecodingWarning]) {
        let report = PictureReport(done: picture, geometry: nil, warnings: warnings, times: StageTimes())
        record(report, of: picture, state: state(of: picture.input))
    }

    /// Where this run's manifest is; nil as long as there is nothing to record.
    var ownPath: String? { writer.path }

    /// The run begins no more pictures, and all it began are recorded, whether it came to its end or was stopped.
    /// Throws if a line could not be written.
    public func end() throws(ManifestError) {
        writer.end()
        if let error = writer.error { throw error }
    }

    /// The run came to its end: writes `_done.json`, or a shard's own, with its counts.
    public func finish(_ summary: RunSummary) throws {
        try end()
        do { try writeEnd(summary) } catch {
            // A folder in which nothing was to be made may lie where nothing can be written.
            if writer.isMade { throw error }
        }
        removeSuperseded()
    }

    private func writeEnd(_ summary: RunSummary) throws {
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
    }

    /// A manifest without an end is left: its process may be at work, or made what nobody recorded, which it tells.
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

    /// The first of the paths that a picture is to become, below the output folder.
    func target(of picture: PlannedPicture) -> String { picture.outputs.all.first.map(relative) ?? "" }

    func relative(_ output: String) -> String {
        String(Substring(output.utf8.dropFirst(Paths.join(folder.path, "").utf8.count)))
    }

    /// What a picture became, as it is now; nil if not all of it is there.
    func outputs(of picture: PlannedPicture) -> [ManifestLine.Output]? {
        var outputs: [ManifestLine.Output] = []
        for path in picture.outputs.all {
            guard let state = InputState(of: path) else { return nil }
            outputs.append(ManifestLine.Output(modified: state.modified, path: relative(path), size: state.size))
        }
        return outputs
    }
}
