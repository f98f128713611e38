import Crypto

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

/// SHA-256 of texts and files.
public enum ContentHash {
    /// Of a text's bytes, as 64 hexadecimal digits.
    public static func sha256(of text: String) -> String { hexadecimal(SHA256.hash(data: Data(text.utf8))) }

    /// Of several texts with a zero byte between each and the next, of which only one is there at a time.
    static func sha256(ofTexts texts: some Sequence<String>) -> String {
        var function = SHA256()
        var isFirst = true
        for text in texts {
            function.update(data: Data((isFirst ? "" : "\0").utf8))
            function.update(data: Data(text.utf8))
            isFirst = false
        }
        return hexadecimal(function.finalize())
    }

    /// Of a file's content, read to its end; nil where it cannot be, and of one of more than so many bytes.
    public static func sha256(ofFile path: String, atMost bytes: Int = .max) -> String? {
        var function = SHA256()
        guard let file = OpenFile(path), let length = file.length, length <= bytes,
            file.read({ function.update(bufferPointer: $0) })
        else { return nil }
        return hexadecimal(function.finalize())
    }

    /// A file's identity without reading all of it: its length, its first mebibyte (of safetensors, the names, shapes
    /// and places of the tensors) and 256 blocks of 4 KiB spread evenly over the rest.
    ///
    /// It does not change when a file is copied or touched. Training changes nearly every weight, and so the blocks; a
    /// few numbers changed by hand can go unnoticed, which `sha256(ofFile:)` notices. nil where it cannot be read.
    public static func sampled(ofFile path: String) -> String? {
        var function = SHA256()
        guard let file = OpenFile(path), let length = file.length else { return nil }
        function.update(data: Data("\(length)\n".utf8))
        let step = max(block, (length - head) / blocks)
        let places = [(0, min(length, head))] + stride(from: head, to: length, by: step).map { ($0, block) }
        for (offset, count) in places {
            guard file.read(count, at: offset, { function.update(bufferPointer: $0) }) else { return nil }
        }
        return hexadecimal(function.finalize())
    }

    /// The first eight bytes of a text's SHA-256: what a million records are told apart by, in little memory.
    static func short(_ text: String) -> UInt64 { short(Array(text.utf8)[...]) }

    /// The same of bytes.
    static func short(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var function = SHA256()
        bytes.withUnsafeBytes { function.update(bufferPointer: $0) }
        return function.finalize().withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) }
    }

    private static let (head, block, blocks) = (1 << 20, 4096, 256)

    private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// A file that is read piece by piece, and closed at the end.
private struct OpenFile: ~Copyable {
    private let descriptor: Int32

    init?(_ path: String) {
        // A pipe that nobody writes to would block for ever.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    /// In bytes; nil for what is no regular file.
    var length: Int? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// All of it; false where it cannot be read.
    func read(_ take: (UnsafeRawBufferPointer) -> Void) -> Bool {
        guard let length else { return false }
        return read(length, at: 0, take)
    }

    /// So many bytes, or those up to the file's end.
    func read(_ count: Int, at offset: Int, _ take: (UnsafeRawBufferPointer) -> Void) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 64) { piece in
            var done = 0
            while done < count {
                let got = pread(descriptor, piece.baseAddress, min(piece.count, count - done), off_t(offset + done))
                if got < 0 && errno == EINTR { continue }
                guard got >= 0 else { return false }
                if got == 0 { return true }
                take(UnsafeRawBufferPointer(rebasing: piece[..<got]))
                done += got
            }
            return true
        }
    }
}
