/// A file of a model on the hub, as a HEAD request tells of it.
struct RemoteFile: Equatable, Sendable {
    /// Its name in the model, without folders.
    let name: String
    /// What names its content in the cache: its SHA-256, or git's name for small files.
    let etag: String
    /// Its bytes; nil when the server does not say.
    let size: Int?

    /// From the response to a HEAD request.
    ///
    /// `X-Linked-…` is said of the file itself where the response is a redirect to storage, whose own ETag is another.
    init(name: String, head: HTTPResponse, url: String) throws(HubError) {
        guard let field = head["X-Linked-Etag"] ?? head["ETag"] else {
            throw .badResponse(url: url, reason: "there is no ETag")
        }
        // A compressing proxy makes the tag a weak one, W/"…", of the same file.
        let etag = (field.hasPrefix("W/") ? String(field.dropFirst(2)) : field).filter { $0 != "\"" }
        // It becomes a file's name.
        let isSafe = { (byte: UInt8) in byte < 0x80 && (Character(UnicodeScalar(byte)).isLetter || Self.isPlain(byte)) }
        guard !etag.isEmpty, etag.utf8.count <= 128, etag.utf8.allSatisfy(isSafe), !etag.hasPrefix(".") else {
            throw .badResponse(url: url, reason: "the ETag is \(field)")
        }
        self.name = name
        self.etag = etag
        size = head.number("X-Linked-Size") ?? (head.status == 200 ? head.number("Content-Length") : nil)
        // Sums of sizes must not overflow, whatever a server says.
        guard (0...1 << 48).contains(size ?? 0) else {
            throw .badResponse(url: url, reason: "the size is \(size ?? 0) bytes")
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || [".", "-", "_"].contains { UInt8(ascii: $0) == byte }
    }
}
