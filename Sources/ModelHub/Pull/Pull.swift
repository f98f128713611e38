import Checkpoints

/// One model's way from the hub into the cache.
struct Pull {
    let client: HubClient
    let repository: HubRepository
    let retry: RetryPolicy
    let report: (PullProgress) -> Void

    /// Asks what there is, fetches what is missing, and gives it its names.
    func callAsFunction() throws(HubError) -> PulledModel {
        let (commit, names) = try retry { () throws(HubError) in try client.listing() }
        let selection = try FileSelection(among: names, of: client.model.fullName, page: client.page)
        let files = try selection.names.map { name throws(HubError) in try head(of: name, at: commit) }
        try SystemFiles.makeFolder(repository.blobs)
        try SystemFiles.makeFolder(repository.locks)

        let account = Account(report)
        let download = BlobDownload(
            client: client, repository: repository, commit: commit, retry: retry, report: account.take)
        try account.expect(files, by: download, in: repository.blobs)
        var fetched = try files.map { file throws(HubError) in try fetch(file, by: download, account) }
        if let index = selection.index {
            // Which shards there are is known when the index is there.
            let shards = try shards(of: index, among: fetched, at: commit)
            try account.expect(shards, by: download, in: repository.blobs)
            fetched += try shards.map { file throws(HubError) in try fetch(file, by: download, account) }
        }
        try SnapshotWriter(repository: repository, commit: commit).publish(fetched, as: client.model.revision)
        return PulledModel(
            directory: repository.snapshot(of: commit), commit: commit, files: fetched.map(\.name),
            bytes: account.progress.bytes, fetched: account.progress.fetched)
    }

    private func head(of name: String, at commit: String) throws(HubError) -> RemoteFile {
        try retry { () throws(HubError) in try client.head(of: name, at: commit) }
    }

    private func fetch(_ file: RemoteFile, by download: BlobDownload, _ account: Account) throws(HubError) -> RemoteFile
    {
        account.begin(file.name)
        return try download(file)
    }

    private func shards(of index: String, among files: [RemoteFile], at commit: String) throws(HubError) -> [RemoteFile]
    {
        guard let etag = files.first(where: { $0.name == index })?.etag else { return [] }
        let names: [String]
        do throws(CheckpointError) {
            names = try WeightChoice.shards(ofIndex: repository.blobs + "/" + etag)
        } catch {
            throw .badResponse(url: "\(client.page)/blob/\(commit)/\(index)", reason: "\(error)")
        }
        return try names.map { name throws(HubError) in try head(of: name, at: commit) }
    }
}

/// Adds up what comes.
private final class Account {
    private(set) var progress = PullProgress()
    private let report: (PullProgress) -> Void

    init(_ report: @escaping (PullProgress) -> Void) { self.report = report }

    /// More files are to come, for which the disk must have room.
    func expect(_ files: [RemoteFile], by download: BlobDownload, in folder: String) throws(HubError) {
        progress.total += files.reduce(0) { $0 + ($1.size ?? 0) }
        let needed = files.filter { download.presentBytes(of: $0) == nil }.reduce(0) { $0 + ($1.size ?? 0) }
        if let available = SystemFiles.freeBytes(at: folder), needed > available {
            throw .notEnoughSpace(folder: folder, needed: needed, available: available)
        }
    }

    func begin(_ file: String) {
        progress.file = file
        report(progress)
    }

    func take(_ event: BlobDownload.Event) {
        progress.isWaiting = false
        switch event {
        case .came(let count):
            progress.bytes += count
            progress.fetched += count
        case .found(let count): progress.bytes += count
        case .lost(let count): progress.bytes -= count
        case .waiting: progress.isWaiting = true
        }
        report(progress)
    }
}
