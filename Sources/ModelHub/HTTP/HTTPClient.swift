import CCurl
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Requests to web servers, one after the other, over connections that stay open between them.
///
/// Redirects come back as responses; `HubClient` follows them. Proxies are those of `https_proxy` and `no_proxy`, as
/// for every program on libcurl.
final class HTTPClient {
    /// Why there is no response.
    enum Failure: Error {
        /// This system has no libcurl.
        case noLibrary
        /// Cut or never begun, which may be otherwise later; in libcurl's words.
        case interrupted(String)
        /// Impossible, now and later.
        case impossible(String)
        /// Whoever takes the body refused it.
        case stopped(HubError)
    }

    /// What is to be fetched.
    struct Request {
        var url: URL
        /// GET, or else HEAD.
        var wantsBody = true
        /// Fields of the request's head.
        var headers: [(name: String, value: String)] = []
    }

    /// Takes a piece of the body, with the head of the response that it belongs to.
    typealias BodyHandler = (HTTPResponse, UnsafeRawBufferPointer) throws(HubError) -> Void

    private let session: OpaquePointer
    private let certificates: String?
    private static let userAgent = "patchlens/0.1.0"

    /// Long enough for a slow link, short enough to notice a dead one.
    private static let (connectSeconds, stallSeconds) = (15, 30)

    init(environment: [String: String]) throws(Failure) {
        guard let session = HTTPSessionOpen() else { throw .noLibrary }
        self.session = session
        certificates = ["SSL_CERT_FILE", "CURL_CA_BUNDLE"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }

    deinit { HTTPSessionClose(session) }

    /// The response to a request, its body given to the handler piece by piece.
    func callAsFunction(_ request: Request, body: @escaping BodyHandler) throws(Failure) -> HTTPResponse {
        let exchange = Exchange(body)
        let (outcome, message) = withExtendedLifetime(exchange) { transfer(request, exchange) }
        switch outcome {
        case HTTPOutcomeDone: return exchange.response
        case HTTPOutcomeInterrupted: throw .interrupted(message)
        default: throw exchange.refusal.map { .stopped($0) } ?? .impossible(message)
        }
    }

    private func transfer(_ request: Request, _ exchange: Exchange) -> (HTTPOutcome, String) {
        // Copies that live as long as the transfer.
        let copy = { (text: String) -> UnsafeMutablePointer<CChar>? in strdup(text) }
        let texts = [request.url.absoluteString, Self.userAgent, certificates ?? ""].map(copy)
        let lines = request.headers.map { copy("\($0.name): \($0.value)") }
        defer { for text in texts + lines { free(text) } }
        let headers = lines.map { UnsafePointer<CChar>($0) } + [nil]
        let capacity = 256
        var message = [CChar](repeating: 0, count: capacity)
        let outcome = headers.withUnsafeBufferPointer { headers in
            var plain = CCurl.HTTPRequest(
                url: texts[0], headers: headers.baseAddress, userAgent: texts[1],
                certificates: certificates == nil ? nil : texts[2], wantsBody: request.wantsBody,
                connectSeconds: Self.connectSeconds, stallSeconds: Self.stallSeconds,
                context: Unmanaged.passUnretained(exchange).toOpaque(),
                headLine: { Exchange.at($0).take(line: $1, count: $2) },
                body: { Exchange.at($0).take(body: $1, count: $2) })
            return HTTPTransfer(session, &plain, &message, capacity)
        }
        let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return (outcome, String(decoding: bytes, as: UTF8.self))
    }
}

/// What the callbacks of one transfer share.
private final class Exchange {
    var response = HTTPResponse()
    var refusal: HubError?
    private let body: HTTPClient.BodyHandler

    init(_ body: @escaping HTTPClient.BodyHandler) { self.body = body }

    static func at(_ context: UnsafeMutableRawPointer?) -> Exchange {
        // The caller holds it for as long as the transfer lasts.
        guard let context else { preconditionFailure("libcurl hands back what it was given") }
        return Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    }

    func take(line bytes: UnsafePointer<CChar>?, count: Int) -> Bool {
        let bytes = UnsafeRawBufferPointer(start: bytes, count: count)
        response.add(line: String(decoding: bytes, as: UTF8.self))
        return true
    }

    func take(body bytes: UnsafeRawPointer?, count: Int) -> Bool {
        do throws(HubError) {
            try body(response, UnsafeRawBufferPointer(start: bytes, count: count))
            return true
        } catch {
            refusal = error
            return false
        }
    }
}
