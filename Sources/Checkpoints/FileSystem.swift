import FoundationEssentials

/// Whether there is something at this path, links followed.
func fileExists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

/// Whether there is a folder at this path, links followed.
func directoryExists(_ path: String) -> Bool {
    var isDirectory = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
}

/// Whether joining this name to a folder stays in the folder: one component, and neither hidden nor `..`.
func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".") && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
}

/// The only line of a file that is known to be short, such as a reference to a commit; nil if it cannot be read.
func firstLine(ofSmallFile path: String) -> String? {
    guard let file = try? MappedFile(path: path), file.byteCount <= 4096 else { return nil }
    let text = file.bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    return text.split(whereSeparator: \.isWhitespace).first.map(String.init)
}
