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
    let end: String
    private let folder: OutputFolder
    private let identity: RunIdentity
    private let writer = Mutex<Result<ManifestWriter, ManifestError>?>(nil)

    init(folder: OutputFolder, place: String, identity: RunIdentity, end: String) {
        self.folder = folder
        self.place = place
        self.end = Paths.join(place, end)
        self.identity = identity
    }

    /// Why the manifest is not whole; nil if it is, or was not needed.
    var error: ManifestError? {
        switch writer.withLock({ $0 }) {
        case .failure(let error): error
        case .success(let writer): writer.error
        case nil: nil
        }
    }

    /// Appends one line, after the run's own.
    func append(_ line: ManifestLine) {
        let writer = writer.withLock { writer in
            let made = writer ?? make()
            writer = made
            return made
        }
        if case .success(let writer) = writer { writer.append(line) }
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
        unlink(end)
        let writer = try ManifestWriter(at: Paths.join(place, Self.fileName("manifest-")))
        writer.append(ManifestLine(run: identity))
        return writer
    }

    /// The time first, of a fixed length: the order of names is that of runs.
    static func fileName(_ prefix: String) -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let milliseconds = Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000
        return "\(prefix)\(milliseconds)-\(getpid()).jsonl"
    }
}
