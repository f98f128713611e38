import Checkpoints

/// Fetches one file into the cache's blobs, whole and checked, or not at all.
struct BlobDownload {
    /// What the progress is made of.
    enum Event {
        /// So many bytes have come.
        case came(Int)
        /// So many are there of an earlier run, or by another process.
        case found(Int)
        /// So many that were there are of no use.
        case lost(Int)
        /// Another process is fetching the file.
        case waiting
    }

    let client: HubClient
    let repository: HubRepository
    let commit: String
    let retry: RetryPolicy
    let report: (Event) -> Void

    /// Fetches the content of a file; if the file changes meanwhile, the content that it has then.
    ///
    /// - Returns: the file as it was fetched.
    func callAsFunction(_ file: RemoteFile) throws(HubError) -> RemoteFile {
        var file = file
        for _ in 0..<retry.attempts {
            let lock = try FileLock(path: repository.locks + "/" + file.etag + ".lock") { report(.waiting) }
            // Whoever held the lock may have fetched it.
            if let count = presentBytes(of: file) {
                report(.found(count))
                return file
            }
            guard let changed = try fetch(file, continuing: lock.isHeld) else { return file }
            file = changed
        }
        throw .badResponse(url: client.page, reason: "\(file.name) changes again and again")
    }

    /// How long a file's content is that is there, as long as the hub says; nil if it is yet to be fetched.
    func presentBytes(of file: RemoteFile) -> Int? {
        guard let count = byteCount(of: destination(of: file)) else { return nil }
        return file.size == nil || file.size == count ? count : nil
    }

    private func destination(of file: RemoteFile) -> String { repository.blobs + "/" + file.etag }

    /// - Returns: the file as it is now, if it has become another.
    private func fetch(_ file: RemoteFile, continuing mayContinue: Bool) throws(HubError) -> RemoteFile? {
        let incomplete = try IncompleteFile(for: destination(of: file), mayContinue: mayContinue)
        report(.found(incomplete.count))
        let continues = incomplete.count > 0
        if let changed = try fill(incomplete, with: file) { return changed }
        var fault = try incomplete.fault(as: file)
        if fault != nil, continues {
            // What an earlier run left may have been wrong; the second attempt owes it nothing.
            try restart(incomplete)
            if let changed = try fill(incomplete, with: file) { return changed }
            fault = try incomplete.fault(as: file)
        }
        if let fault {
            incomplete.discard()
            throw fault
        }
        try incomplete.commit()
        return nil
    }

    /// Asks for what is missing until nothing is; a connection that is cut is taken up again where it was.
    ///
    /// - Returns: the file as it is now, if it has become another.
    private func fill(_ incomplete: IncompleteFile, with file: RemoteFile) throws(HubError) -> RemoteFile? {
        var failures = 0
        // Getting further than ever earns new patience; what is fetched once more, because it was of no use, does not.
        var furthest = incomplete.count
        while true {
            do throws(HubError) {
                try request(incomplete, of: file)
                return nil
            } catch {
                failures = incomplete.count > furthest ? 1 : failures + 1
                furthest = max(furthest, incomplete.count)
                guard error.isTransient, failures < retry.attempts else { throw error }
                retry.wait(after: error, attempt: failures)
                let now = try retry { () throws(HubError) in try client.head(of: file.name, at: commit) }
                guard now.etag == file.etag else {
                    report(.lost(incomplete.count))
                    incomplete.discard()
                    return now
                }
            }
        }
    }

    /// One request for all that is missing.
    private func request(_ incomplete: IncompleteFile, of file: RemoteFile) throws(HubError) {
        if let size = file.size, incomplete.count > size { try restart(incomplete) }
        let start = incomplete.count
        if start == file.size { return }
        var isFirst = true
        let response = try client.bytes(of: file.name, at: commit, from: start) { response, bytes throws(HubError) in
            if isFirst { try accept(response, for: incomplete, of: file) }
            isFirst = false
            if let size = file.size, incomplete.count + bytes.count > size {
                throw .wrongContent(file: file.name, expected: "\(size) bytes", found: "more")
            }
            try incomplete.append(bytes)
            report(.came(bytes.count))
        }
        // The server does not know the place: begin at the start, as after any other failure.
        if response.status == 416 { try restart(incomplete) }
        if response.status == 416 || file.size.map({ incomplete.count < $0 }) ?? false {
            throw .unreachable(
                url: client.settings.endpoint, reason: "\(file.name) ended after \(incomplete.count) bytes")
        }
    }

    /// A server may send all of the file though a part was asked for, and must not send another part.
    private func accept(
        _ response: HTTPResponse, for incomplete: IncompleteFile, of file: RemoteFile
    ) throws(HubError) {
        if response.status == 200 {
            try restart(incomplete)
        } else if incomplete.count > 0 {
            let range = response["Content-Range"] ?? "no Content-Range"
            guard !range.hasPrefix("bytes \(incomplete.count)-") else { return }
            throw .badResponse(
                url: client.page, reason: "\(file.name) from byte \(incomplete.count) was asked for, and \(range) came")
        }
    }

    private func restart(_ incomplete: IncompleteFile) throws(HubError) {
        guard incomplete.count > 0 else { return }
        report(.lost(incomplete.count))
        try incomplete.restart()
    }
}

extension IncompleteFile {
    /// What is wrong with what is there; nil if it is what the hub announced.
    fileprivate func fault(as file: RemoteFile) throws(HubError) -> HubError? {
        if let size = file.size, size != count {
            return .wrongContent(file: file.name, expected: "\(size) bytes", found: "\(count)")
        }
        guard let found = try hash(like: file.etag), found != file.etag.lowercased() else { return nil }
        return .wrongContent(file: file.name, expected: file.etag, found: found)
    }
}
