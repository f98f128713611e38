import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Whether there is something at this path, links followed.
package func fileExists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

/// Whether a folder has this name, wherever it leads: a link that leads nowhere, as a damaged cache has, is a file that
/// cannot be read, and none that was left out.
func isListed(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
}

/// Whether there is a folder at this path, links followed.
package func directoryExists(_ path: String) -> Bool {
    var isDirectory = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
}

/// Whether joining this name to a folder stays in the folder: one component, and neither hidden nor `..`.
package func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".") && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
}

/// The only line of a file that is known to be short, such as a reference to a commit; nil if it cannot be read.
func firstLine(ofSmallFile path: String) -> String? {
    guard let file = try? MappedFile(path: path), file.byteCount <= 4096 else { return nil }
    let text = file.bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    return text.split(whereSeparator: \.isWhitespace).first.map(String.init)
}

/// The names in a folder, sorted; none where there is no such folder.
package func entries(of directory: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
}

/// The names of the files in a folder, links to files among them, sorted.
package func fileNames(in directory: String) -> [String] {
    entries(of: directory).filter { !directoryExists(directory + "/" + $0) }
}

/// The files below a folder, by their paths from it, sorted; links are files, wherever they lead.
func files(below directory: String) -> [String] {
    entries(of: directory).flatMap { name -> [String] in
        let path = directory + "/" + name
        let isFolder = directoryExists(path) && destination(ofLink: path) == nil
        return isFolder ? files(below: path).map { name + "/" + $0 } : [name]
    }
}
