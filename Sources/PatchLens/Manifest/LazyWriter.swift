import AttentionExport
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A manifest that is made when there is something to record: a run that finds everything done leaves none.
final class LazyWriter: Sendable {
    /// The folder of manifests.
    let place: String
    /// The file that says that the run came to its end.
    let endFile: String
    private let folder: OutputFolder
    private let identity: RunIdentity
    /// Manifests of other runs, as they were at the beginning.
    private let others: [ManifestHistory.File]
    private let writer = Mutex<Result<ManifestWriter, ManifestError>?>(nil)

    init(
        folder: OutputFolder, place: String, identity: RunIdentity, end: String, besides others: [ManifestHistory.File]
    ) {
        self.folder = folder
        self.place = place
        endFile = Paths.join(place, end)
        self.identity = identity
        self.others = others
    }

    /// Why the manifest is not whole; nil if it is, or was not needed.
    var error: ManifestError? {
        switch writer.withLock({ $0 }) {
        case .failure(let error): error
        case .success(let writer): writer.error
        case nil: nil
        }
    }

    /// Where it is; nil as long as there is none.
    var path: String? { writer.withLock { try? $0?.get().path } }

    /// Whether there was anything to record.
    var isMade: Bool { writer.withLock { $0 != nil } }

    /// Makes the manifest, with the run's own line; nothing if it is there.
    func begin() { _ = made() }

    /// Appends one line, after the run's own.
    func append(_ line: ManifestLine) {
        if case .success(let writer) = made() { writer.append(line) }
    }

    /// Appends the last line, if there was anything to record.
    func end() {
        if case .success(let writer) = writer.withLock({ $0 }) { writer.append(ManifestLine(ended: true)) }
    }

    private func made() -> Result<ManifestWriter, ManifestError> {
        writer.withLock { writer in
            let made = writer ?? make()
            writer = made
            return made
        }
    }

    private func make() -> Result<ManifestWriter, ManifestError> {
        do throws(ManifestError) { return .success(try open()) } catch { return .failure(error) }
    }

    private func open() throws(ManifestError) -> ManifestWriter {
        // It leads nowhere else, not even by a link that lay there.
        do { try folder.makeFolders(above: Paths.join(place, "manifest")) } catch {
            throw ManifestError(path: place, reason: "\(error)")
        }
        // The last run's end is not this one's.
        unlink(endFile)
        let writer = try ManifestWriter(in: place, "manifest-")
        writer.append(ManifestLine(run: identity, began: writer.began, machine: AbandonedFiles.machine))
        KilledRuns.note(among: others, at: writer.began)
        return writer
    }
}
