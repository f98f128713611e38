import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A folder for the files that a target reads, in memory where the system has such a place:
/// one is written for each input.
struct FuzzFolder {
    let path: String

    /// Tools/fuzz/run.sh makes the folder above it, and removes that in the end.
    init(_ name: String) throws {
        guard let parent = ProcessInfo.processInfo.environment["PATCHLENS_FUZZ_FOLDER"] else {
            throw FuzzError(description: "run Tools/fuzz/run.sh")
        }
        path = parent + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// Copies a folder's files into it.
    func copy(_ folder: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            try FileManager.default.copyItem(atPath: folder + "/" + name, toPath: path + "/" + name)
        }
    }

    /// Puts a file in, or other bytes into one that is there.
    func put(_ bytes: UnsafeBufferPointer<UInt8>, in name: String) {
        let file = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard file >= 0, write(file, bytes.baseAddress, bytes.count) == bytes.count else {
            fatalError("\(path)/\(name) cannot be written")
        }
        close(file)
    }

    /// As above, of a text.
    func put(_ text: String, in name: String) {
        Array(text.utf8).withUnsafeBufferPointer { put($0, in: name) }
    }
}

/// Why a target cannot begin.
struct FuzzError: Error, CustomStringConvertible {
    let description: String
}

/// The repository, in which run.sh starts.
enum Fixtures {
    static let checkpoints = "Tests/CheckpointsTests/Fixtures"
    static let golden = "Tests/Golden"
}
