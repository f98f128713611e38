import Foundation

/// An empty folder that goes when the test does.
package final class TemporaryFolder: Sendable {
    /// Where it is.
    package let path: String

    /// Makes one of a new name.
    package init() throws {
        path = NSTemporaryDirectory() + "patchlens-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Where a name inside the folder is.
    package func path(_ name: String) -> String { path + "/" + name }

    /// Makes a file, and the folders above it.
    @discardableResult
    package func file(_ name: String, _ contents: [UInt8] = [0]) throws -> String {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(contents).write(to: url)
        return url.path
    }

    /// Makes a text file, and the folders above it.
    @discardableResult
    package func file(_ name: String, text: String) throws -> String { try file(name, Array(text.utf8)) }

    /// Makes an empty file of any name, also one that is no text.
    package func bytes(_ name: [UInt8]) throws {
        let path = Array(self.path("").utf8) + name + [0]
        let descriptor = path.withUnsafeBytes { bytes in
            bytes.bindMemory(to: CChar.self).baseAddress.map { creat($0, 0o600) } ?? -1
        }
        guard close(descriptor) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    /// Makes a link.
    package func link(_ name: String, to destination: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: destination)
    }

    /// Takes a file, a link or a folder away.
    package func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

    /// The bytes of a file.
    package func contents(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    /// Every file below a name, hidden ones too but for the record of runs, sorted;
    /// empty where there is no such folder.
    package func files(below name: String = ".") -> [String] {
        let folder = path(name)
        guard let names = FileManager.default.enumerator(atPath: folder) else { return [] }
        return names.compactMap { $0 as? String }.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder)
                && !isFolder.boolValue && !name.hasPrefix(".patchlens/")
        }.sorted()
    }
}
