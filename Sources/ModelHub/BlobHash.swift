import Checkpoints
import Crypto
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How a file of the cache is named for its content: large ones by SHA-256, small ones by git, with SHA-1.
package enum BlobHash: String, Sendable {
    /// 64 hexadecimal digits: SHA-256 of the content, as git LFS names files.
    case sha256
    /// 40 hexadecimal digits: SHA-1 of `blob`, the length, a zero and the content, as git names files.
    case git

    /// By the form of the name; nil for one that does not tell of the content.
    package init?(etag: String) {
        let isHexadecimal = etag.utf8.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
        switch (isHexadecimal, etag.utf8.count) {
        case (true, 64): self = .sha256
        case (true, 40): self = .git
        default: return nil
        }
    }

    /// The name that this file's content has.
    package func value(ofFile path: String) throws(HubError) -> String {
        switch self {
        case .sha256: return try Self.digest(of: path, by: SHA256())
        case .git:
            var function = Insecure.SHA1()
            guard let count = byteCount(of: path) else {
                throw .file(path: path, operation: "read", reason: "it is not a regular file")
            }
            function.update(data: Data("blob \(count)\0".utf8))
            return try Self.digest(of: path, by: function)
        }
    }

    private static let pieceLength = 1 << 20

    private static func digest(of path: String, by function: some HashFunction) throws(HubError) -> String {
        var function = function
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFiles.failed(path, "read") }
        defer { close(descriptor) }
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceLength, alignment: 64)
        defer { piece.deallocate() }
        while true {
            let count = read(descriptor, piece.baseAddress, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw SystemFiles.failed(path, "read") }
            if count == 0 { break }
            function.update(bufferPointer: UnsafeRawBufferPointer(rebasing: piece[..<count]))
        }
        let digits = Array("0123456789abcdef".utf8)
        let bytes = function.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
