import FoundationEssentials

/// What is to be removed with a model, found out before anything is.
///
/// A name of the store is one folder. `organisation/name` is a model's folder in the Hugging Face cache with all of its
/// revisions, and `organisation/name@revision` that revision's snapshot, what refers to it, and the contents that no
/// other revision has.
public struct ModelRemoval: Equatable, Sendable {
    /// Where the model is.
    public let place: ListedModel.Place
    /// The files and folders that go, in this order: what makes it a model goes first.
    public let paths: [String]
    /// How many bytes of the disk come free.
    public let byteCount: Int

    /// Finds out what belongs to the model of this name; nothing outside the store and the cache is a model's own.
    public init(of name: String, in store: ModelStore = ModelStore()) throws(CheckpointError) {
        if let folder = store.folder(of: name) {
            self.init(place: .store, paths: [folder])
            return
        }
        guard let model = HubModel(named: name), let repository = store.cache.repository(of: model),
            directoryExists(repository.directory)
        else {
            if fileExists(name) { throw .notOfTheStore(path: name) }
            throw .modelNotFound(
                name: name, searched: [store.directory, store.cache.directory].compactMap { $0 }, command: nil)
        }
        if name.contains("@") {
            try self.init(revision: model.revision, of: repository, name: name)
        } else {
            self.init(place: .cache, paths: [repository.directory, repository.locks].filter(fileExists))
        }
    }

    private init(place: ListedModel.Place, paths: [String]) {
        self.place = place
        self.paths = paths
        byteCount = paths.reduce(0) { $0 + Self.bytes(below: $1) }
    }

    private init(revision: String, of repository: HubRepository, name: String) throws(CheckpointError) {
        guard let commit = repository.commit(of: revision), directoryExists(repository.snapshot(of: commit)) else {
            throw .modelNotFound(name: name, searched: [repository.directory], command: nil)
        }
        let snapshots = entries(of: repository.directory + "/snapshots")
        let kept = snapshots.filter { $0 != commit }.reduce(into: Set<String>()) { kept, other in
            kept.formUnion(Self.contents(of: repository.snapshot(of: other)))
        }
        let blobs = Self.contents(of: repository.snapshot(of: commit)).subtracting(kept).sorted()
        let references = repository.references.filter { repository.commit(of: $0) == commit }
        self.init(
            place: .cache,
            paths: references.map(repository.reference) + [repository.snapshot(of: commit)]
                + blobs.map { repository.blobs + "/" + $0 }.filter(fileExists))
    }

    /// The names of the contents that a snapshot's links lead to.
    private static func contents(of snapshot: String) -> Set<String> {
        let destinations = files(below: snapshot).compactMap { destination(ofLink: snapshot + "/" + $0) }
            .filter { $0.contains("/blobs/") }
        return Set(destinations.compactMap { $0.split(separator: "/").last.map(String.init) })
    }

    private static func bytes(below path: String) -> Int {
        guard destination(ofLink: path) == nil, directoryExists(path) else { return ownByteCount(of: path) }
        return files(below: path).reduce(0) { $0 + ownByteCount(of: path + "/" + $1) }
    }

    /// Removes it. A folder is given a hidden name first, so that no half of a model is ever taken for one.
    public func callAsFunction() throws(CheckpointError) {
        for path in paths {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            let hidden =
                parts.dropLast().joined(separator: "/") + "/.patchlens-removed-\(UInt64.random(in: .min ... .max))"
            try moveFile(path, to: hidden)
            do { try FileManager.default.removeItem(atPath: hidden) } catch {
                throw .unremovable(path: hidden, reason: "\(error)")
            }
        }
    }
}
