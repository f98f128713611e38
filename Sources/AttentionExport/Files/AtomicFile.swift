#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that appears under its name when it is whole, and not before.
///
/// It is written as `.patchlens-…` in the folder it belongs in, so that the last step is a rename within one file
/// system: whoever looks sees the old file or the new one. A file that is dropped without `commit` is removed.
/// What a process that was killed leaves behind never has the final name, and the next run removes it
/// (`AbandonedFiles`); one that is told to end can remove it itself (`UnfinishedFiles`).
package struct AtomicFile: ~Copyable {
    /// Where the file goes.
    package let path: String
    /// For those who write by themselves.
    package private(set) var descriptor: Int32
    private let temporaryPath: String

    /// Opens a temporary file beside `path`; the folders on the way are made if they are missing.
    package init(at path: String) throws(ExportError) {
        let folder = Self.folder(of: path)
        var candidate = folder + TemporaryName.random()
        var descriptor = Self.begin(candidate)
        if descriptor < 0 && errno == ENOENT {
            try Self.makeFolders(upTo: folder)
            descriptor = Self.begin(candidate)
        }
        while descriptor < 0 && errno == EEXIST {
            candidate = folder + TemporaryName.random()
            descriptor = Self.begin(candidate)
        }
        guard descriptor >= 0 else { throw .file(.create, path: path, errorNumber: errno) }
        self.path = path
        self.descriptor = descriptor
        temporaryPath = candidate
    }

    /// Makes the file and holds it by a lock, which goes with the process however it ends: a file without one is of
    /// nobody. EEXIST if somebody took it for such a file in between.
    private static func begin(_ path: String) -> Int32 {
        UnfinishedFiles.beginning(path) {
            let descriptor = SystemCall.current.create(path)
            guard descriptor >= 0 else { return descriptor }
            // Where there are no locks none is taken for abandoned.
            _ = SystemCall.lock(descriptor, waiting: true)
            guard SystemCall.isWithoutName(descriptor) else { return descriptor }
            close(descriptor)
            errno = EEXIST
            return -1
        }
    }

    /// Appends bytes.
    package mutating func write(_ bytes: [UInt8]) throws(ExportError) {
        let isWritten = bytes.withUnsafeBytes { SystemCall.writeAll($0, to: descriptor) }
        guard isWritten else { throw .file(.write, path: path, errorNumber: errno) }
    }

    /// Writes bytes over the file's first ones, as many as it has at least;
    /// what is appended next still goes to its end.
    package mutating func overwrite(_ bytes: [UInt8]) throws(ExportError) {
        let isWritten = bytes.withUnsafeBytes { SystemCall.writeAll($0, to: descriptor, at: 0) }
        guard isWritten else { throw .file(.write, path: path, errorNumber: errno) }
    }

    /// Gives the file its name, replacing one that is there: at once, or with the others it is written `together` with.
    ///
    /// Its bytes are on the disk before it has its name: not even a power cut leaves a name without them. The rename
    /// itself may be lost then, and the old state be back, which is whole, too. Nothing can be written any more.
    package mutating func commit() throws(ExportError) {
        let file = try completed()
        if let others = JointFiles.current { others.add(file) } else { try file.takeName() }
    }

    /// What is committed in the body has its name after it, when all of it is whole: if one file cannot be written,
    /// none appears, and what there was stays.
    ///
    /// - Parameter prepare: What is done before the first of them has its name; if it throws, none appears.
    package static func together(beforeNaming prepare: () throws -> Void = {}, _ write: () throws -> Void) throws {
        let files = JointFiles()
        try JointFiles.$current.withValue(files) { try write() }
        try prepare()
        try files.takeNames()
    }

    private mutating func completed() throws(ExportError) -> CompleteFile {
        guard SystemCall.synchronize(descriptor) else {
            throw .file(.write, path: path, errorNumber: SystemCall.errorNumber)
        }
        // The lock lasts until it has its name.
        let file = CompleteFile(path: path, temporaryPath: temporaryPath, lock: fcntl(descriptor, F_DUPFD_CLOEXEC, 0))
        // Some file systems report a full disk only here.
        let isClosed = SystemCall.current.close(descriptor) == 0
        let errorNumber = errno
        descriptor = -1
        guard isClosed else {
            file.discard()
            throw .file(.write, path: path, errorNumber: errorNumber)
        }
        return file
    }

    deinit {
        guard descriptor >= 0 else { return }
        _ = SystemCall.current.close(descriptor)
        CompleteFile(path: path, temporaryPath: temporaryPath, lock: -1).discard()
    }

    /// Everything up to and with the last slash.
    private static func folder(of path: String) -> String {
        // By bytes: a slash and a combining mark at the start of a name are one character to Swift.
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(Substring(path.utf8[...slash]))
    }

    private static func makeFolders(upTo folder: String) throws(ExportError) {
        let bytes = folder.utf8
        for slash in bytes.indices where bytes[slash] == UInt8(ascii: "/") && slash != bytes.startIndex {
            let parent = String(Substring(bytes[..<slash]))
            guard SystemCall.makeFolder(parent) else {
                throw .file(.makeFolder, path: parent, errorNumber: errno)
            }
        }
    }
}
