import AttentionExport
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Appends lines to a manifest of its own: each is one call of the system, and there when it returns.
///
/// Workers share it. The first line that cannot be written is cut off again, and nothing more is: what is not recorded
/// is found out by a rerun from the outputs that are there.
final class ManifestWriter: Sendable {
    private struct File {
        var descriptor: Int32
        var length = 0
        var error: String?
    }

    /// Where it is.
    let path: String
    /// When it was made, by the clock of its file system, in nanoseconds since 1970.
    let began: Int64
    private let file: Mutex<File>

    /// Makes a file of a name that begins so and that nobody has: processes on several machines may have one number.
    init(in folder: String, _ prefix: String) throws(ManifestError) {
        var path = ""
        var descriptor: Int32 = -1
        for attempt in 0..<100 where descriptor < 0 {
            path = Paths.join(folder, prefix + Self.fileName(attempt))
            descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o666)
            if descriptor < 0, errno != EEXIST { break }
        }
        guard descriptor >= 0 else { throw ManifestError(path: path, reason: Paths.systemMessage) }
        AbandonedFiles.hold(descriptor)
        self.path = path
        began = InputState(of: path)?.modified ?? .min
        file = Mutex(File(descriptor: descriptor))
    }

    /// The time first, of a fixed length: the order of names that begin alike is that of runs.
    private static func fileName(_ attempt: Int) -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let milliseconds = Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000
        return "\(milliseconds)-\(getpid())-\(attempt < 10 ? "0" : "")\(attempt).jsonl"
    }

    deinit {
        file.withLock { file in _ = close(file.descriptor) }
    }

    /// Why the manifest is not whole; nil if it is.
    var error: ManifestError? { file.withLock { $0.error }.map { ManifestError(path: path, reason: $0) } }

    func append(_ line: ManifestLine) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        append(Result { try Array(encoder.encode(line)) + [UInt8(ascii: "\n")] })
    }

    /// A line that is made already, with its end; or why it could not be.
    func append(_ text: Result<[UInt8], any Error>) {
        file.withLock { file in
            guard file.error == nil else { return }
            do { try Self.append(text.get(), to: &file) } catch { file.error = "\(error)" }
        }
    }

    private static func append(_ bytes: [UInt8], to file: inout File) throws(Problem) {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { write(file.descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                let problem = Problem(description: Paths.systemMessage)
                _ = ftruncate(file.descriptor, off_t(file.length))
                throw problem
            }
            done += count
        }
        file.length += bytes.count
    }

    private struct Problem: Error, CustomStringConvertible { let description: String }
}

/// Why a manifest cannot be written.
public struct ManifestError: Error, Sendable, CustomStringConvertible {
    /// Which.
    public let path: String
    /// What the system said.
    public let reason: String

    /// One sentence for the user.
    public var description: String {
        "the manifest \(path) cannot be written: \(reason); --no-manifest does without it"
    }
}
