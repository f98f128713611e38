#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that is whole and on the disk, and has yet to get its name or to be discarded.
struct CompleteFile: Sendable {
    /// Where it goes.
    let path: String
    /// Where it is.
    let temporaryPath: String
    /// A descriptor that keeps others from taking it for abandoned; −1 for none.
    let lock: Int32

    /// Replaces what has the name; discarded where that fails.
    func takeName() throws(ExportError) {
        guard SystemCall.current.rename(temporaryPath, path) == 0 else {
            let errorNumber = errno
            discard()
            throw .file(.rename, path: path, errorNumber: errorNumber)
        }
        letGo()
    }

    func discard() {
        unlink(temporaryPath)
        letGo()
    }

    private func letGo() {
        UnfinishedFiles.remove(temporaryPath)
        if lock >= 0 { close(lock) }
    }
}
