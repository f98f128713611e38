public import AttentionExport
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

/// The objects that a run has found and not yet written into its file of all pictures: a run that is killed leaves them
/// behind, and the next one need not look at these pictures again.
///
/// It is `.patchlens/objects-….jsonl`, of a shard `objects-3-of-16-….jsonl`, a COCO document of one picture in each
/// line, and goes when the file of all is written.
public final class ObjectsJournal: Sendable {
    private let folder: OutputFolder
    /// What names begin with.
    private let prefix: String
    /// What the file of all has, and killed runs found.
    public let document: COCODocument
    private let left: [String]
    private let writer = Mutex<JournalWriter?>(nil)

    private enum JournalWriter {
        case open(ManifestWriter)
        /// What cannot be kept is found again.
        case failed
    }

    /// Reads what killed runs left: those of the same shard, or all of them.
    ///
    /// - Parameter document: what the file of all has.
    public init(in folder: OutputFolder, besides document: COCODocument, shard: Shard? = nil) {
        let prefix = shard.name(of: "objects") + "-"
        self.folder = folder
        self.prefix = prefix
        let place = Paths.join(folder.path, RunManifest.folderName)
        // By name, which has the time in it.
        left = ((try? FolderListing(of: place))?.compactMap { String(validating: $0.name, as: UTF8.self) } ?? [])
            .filter { $0.hasPrefix(prefix) && $0.hasSuffix(".jsonl") }
            .map { Paths.join(place, $0) }
            .filter(AbandonedFiles.isAbandoned)
        var document = document
        for path in left {
            LineReader.forEachLine(ofFile: path) { line in
                if let picture = try? COCODocument(decoding: Data(line)) { document.merge(picture) }
            }
        }
        self.document = document
    }

    /// Keeps what was found in a picture, before its end is recorded.
    public func keep(_ report: PictureReport) {
        guard report.status == .done, case .objects(let finding)? = report.finding else { return }
        var picture = document.of([PathKey(report.path)])
        picture.set(finding, ofPicture: report.path)
        let line = Result { try picture.encoded() }
        let writer = writer.withLock { writer in
            let made = writer ?? make()
            writer = made
            return made
        }
        if case .open(let writer) = writer { writer.append(line) }
    }

    /// The file of all has been written: nothing needs to be kept.
    public func discard() {
        for path in left { unlink(path) }
        if case .open(let writer)? = writer.withLock({ $0 }) { unlink(writer.path) }
    }

    private func make() -> JournalWriter {
        let place = Paths.join(folder.path, RunManifest.folderName)
        guard (try? folder.makeFolders(above: Paths.join(place, prefix))) != nil,
            let writer = try? ManifestWriter(in: place, prefix)
        else {
            return .failed
        }
        return .open(writer)
    }
}
