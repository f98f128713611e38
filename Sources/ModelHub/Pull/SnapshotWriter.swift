import Checkpoints

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Makes the files of a commit visible under their names, when all of them are in the cache.
struct SnapshotWriter {
    let repository: HubRepository
    let commit: String

    private var destination: String { repository.snapshot(of: commit) }

    /// Links every file into `snapshots/<commit>` and lets the revision refer to it. The folder appears with all of its
    /// links at once, and the reference after it.
    func publish(_ files: [RemoteFile], as revision: String) throws(HubError) {
        try SystemFiles.makeFolder(repository.directory + "/snapshots")
        let folder = repository.directory + "/.patchlens-" + SystemFiles.uniqueSuffix()
        try SystemFiles.makeFolder(folder)
        for file in files { try link(file, in: folder) }
        if rename(folder, destination) != 0 {
            // It is there: another process was faster, or one has fetched a part of it. The configuration goes first in
            // the list and makes it a model; it is added when the rest is there.
            for file in files.reversed() { try link(file, in: destination) }
            for file in files { unlink(folder + "/" + file.name) }
            rmdir(folder)
        }
        if revision != commit { try refer(revision) }
    }

    /// A link that leads from the folder of any commit to the content.
    private func link(_ file: RemoteFile, in folder: String) throws(HubError) {
        let path = folder + "/" + file.name
        let temporary = folder + "/.patchlens-" + SystemFiles.uniqueSuffix()
        guard symlink("../../blobs/" + file.etag, temporary) == 0 else {
            throw SystemFiles.failed(path, "linked to its content")
        }
        try SystemFiles.move(temporary, to: path)
    }

    private func refer(_ revision: String) throws(HubError) {
        let path = repository.reference(to: revision)
        let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try SystemFiles.makeFolder(parent)
        let temporary = path + ".patchlens-" + SystemFiles.uniqueSuffix()
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw SystemFiles.failed(path, "written") }
        // Without a line's end: huggingface_hub takes the whole file for the commit.
        let count = write(descriptor, commit, commit.utf8.count)
        close(descriptor)
        guard count == commit.utf8.count else { throw SystemFiles.failed(path, "written") }
        try SystemFiles.move(temporary, to: path)
    }
}
