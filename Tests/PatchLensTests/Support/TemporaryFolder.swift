import Foundation

/// An empty folder that goes when the test does.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "patchlens-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Where a name inside the folder is.
    func path(_ name: String) -> String { path + "/" + name }

    /// Makes a file, and the folders above it.
    @discardableResult
    func file(_ name: String, _ contents: String = "x") throws -> String {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(contents.utf8).write(to: url)
        return url.path
    }

    /// Makes a link.
    func link(_ name: String, to destination: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: destination)
    }
}
