import Synchronization

/// Files that get their names together, when all of them are whole; those without one at the end are discarded.
final class JointFiles: Sendable {
    /// What files that are committed wait in; nil where each gets its name at once.
    @TaskLocal static var current: JointFiles?

    private let files = Mutex<[CompleteFile]>([])

    func add(_ file: CompleteFile) { files.withLock { $0.append(file) } }

    /// In the order of their commits; the first name that cannot be given ends it.
    func takeNames() throws(ExportError) {
        while let file = files.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { try file.takeName() }
    }

    deinit {
        for file in files.withLock({ $0 }) { file.discard() }
    }
}
