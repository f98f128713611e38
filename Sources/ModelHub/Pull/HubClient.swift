import Checkpoints
import FoundationEssentials

/// Speaks the hub's protocol: which files a model has, what each of them is, and their bytes.
///
/// Addresses and header fields are those that huggingface_hub uses (its file_download.py and hf_api.py).
struct HubClient {
    let settings: HubSettings
    let model: HubModel
    private let http: HTTPClient

    /// More than any listing of a model's files needs.
    private static let listingLimit = 32 << 20
    private static let redirectLimit = 8

    init(settings: HubSettings, model: HubModel, environment: [String: String]) throws(HubError) {
        self.settings = settings
        self.model = model
        do throws(HTTPClient.Failure) {
            http = try HTTPClient(environment: environment)
        } catch { throw .noTransferLibrary }
    }

    /// What a person can open to see for themselves.
    var page: String { "\(settings.endpoint)/\(model.repository)" }

    /// The commit that the revision is now, and the names of all files of it.
    func listing() throws(HubError) -> (commit: String, files: [String]) {
        let revision = Self.encoded(model.revision, keeping: "")
        let url = "\(settings.endpoint)/api/models/\(model.repository)/revision/\(revision)"
        let text = Body()
        let response = try send(url: url, following: .everywhere) { response, bytes throws(HubError) in
            guard response.status == 200 else { return }
            text.bytes.append(contentsOf: bytes)
            guard text.bytes.count <= Self.listingLimit else {
                throw .badResponse(url: url, reason: "the list of files does not end")
            }
        }
        try check(response, url: url, for: "model \(model.repository) with a revision \(model.revision)")
        guard let listing = try? JSONDecoder().decode(Listing.self, from: text.bytes), isPlainName(listing.sha) else {
            throw .badResponse(url: url, reason: "the list of files does not parse")
        }
        return (listing.sha, listing.siblings.map(\.rfilename))
    }

    /// What a file is, without its bytes.
    func head(of name: String, at commit: String) throws(HubError) -> RemoteFile {
        let url = address(of: name, at: commit)
        let response = try send(url: url, wantsBody: false, following: .sameServer) { _, _ in }
        if !response.isRedirect { try check(response, url: url, for: "\(name) in \(model.repository)") }
        if let found = response["X-Repo-Commit"], found != commit {
            throw .badResponse(url: url, reason: "commit \(commit) was asked for, and \(found) came")
        }
        return try RemoteFile(name: name, head: response, url: url)
    }

    /// The bytes of a file from this one on, in the order in which they come.
    ///
    /// - Returns: the head of the response that the bytes belong to; its status is 200, 206 or 416.
    func bytes(
        of name: String, at commit: String, from start: Int, to body: @escaping HTTPClient.BodyHandler
    ) throws(HubError) -> HTTPResponse {
        let url = address(of: name, at: commit)
        let range = start > 0 ? [(name: "Range", value: "bytes=\(start)-")] : []
        let response = try send(url: url, headers: range, following: .everywhere) { response, bytes throws(HubError) in
            if response.status == 200 || response.status == 206 { try body(response, bytes) }
        }
        if response.status != 416 { try check(response, url: url, for: "\(name) in \(model.repository)") }
        return response
    }

    private func address(of name: String, at commit: String) -> String {
        "\(settings.endpoint)/\(model.repository)/resolve/\(commit)/\(Self.encoded(name, keeping: "/"))"
    }

    private enum Redirects {
        case everywhere
        /// Those of a renamed model, and not those to storage: what they say of the file is wanted.
        case sameServer
    }

    /// One request, and those that the answers redirect it to. The token goes to the hub's own server and no other.
    private func send(
        url text: String, wantsBody: Bool = true, headers: [(name: String, value: String)] = [],
        following redirects: Redirects, body: @escaping HTTPClient.BodyHandler
    ) throws(HubError) -> HTTPResponse {
        guard var url = URL(string: text) else { throw .badResponse(url: text, reason: "it is no address") }
        for _ in 0..<Self.redirectLimit {
            let response = try send(to: url, wantsBody, headers, body: body)
            guard response.isRedirect, let location = response["Location"] else { return response }
            guard let next = URL(string: location, relativeTo: url)?.absoluteURL, let origin = Origin(next) else {
                throw .badResponse(url: text, reason: "it redirects to \(location)")
            }
            if redirects == .sameServer, origin != settings.origin || response["X-Linked-Etag"] != nil {
                return response
            }
            guard origin.scheme == "https" || settings.origin.scheme == "http" else {
                throw .badResponse(url: text, reason: "it redirects to \(location), which is not encrypted")
            }
            url = next
        }
        throw .badResponse(url: text, reason: "it redirects without end")
    }

    private func send(
        to url: URL, _ wantsBody: Bool, _ headers: [(name: String, value: String)],
        body: @escaping HTTPClient.BodyHandler
    ) throws(HubError) -> HTTPResponse {
        var request = HTTPClient.Request(url: url, wantsBody: wantsBody, headers: headers)
        // Ranges and lengths are those of the file, not of something packed.
        request.headers.append((name: "Accept-Encoding", value: "identity"))
        if let token = settings.token, Origin(url) == settings.origin {
            request.headers.append((name: "Authorization", value: "Bearer \(token)"))
        }
        do throws(HTTPClient.Failure) {
            return try http(request, body: body)
        } catch {
            // A signed address of the storage is nobody's business: the server alone is named.
            let shown = Origin(url).map { "\($0.scheme)://\($0.host):\($0.port)" } ?? settings.endpoint
            switch error {
            case .noLibrary: throw .noTransferLibrary
            case .interrupted(let reason): throw .unreachable(url: shown, reason: reason)
            case .impossible(let reason): throw .badResponse(url: shown, reason: reason)
            case .stopped(let error): throw error
            }
        }
    }

    private func check(_ response: HTTPResponse, url: String, for what: String) throws(HubError) {
        switch response.status {
        case 200, 206: return
        case 401, 403:
            throw .refused(
                model: model.repository, status: response.status, withToken: settings.token != nil, page: page)
        case 404, 410: throw .notFound(what: what, page: page)
        case 408, 425, 429, 500...599:
            throw .unavailable(
                url: url, status: response.status, retryAfter: response["Retry-After"].flatMap { Double($0) })
        default: throw .badResponse(url: url, reason: "it answers \(response.status)")
        }
    }

    private static func encoded(_ text: String, keeping kept: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let scalar = UnicodeScalar(byte)
            let isPlain = byte < 0x80 && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            if isPlain || "-._~\(kept)".unicodeScalars.contains(scalar) {
                encoded.unicodeScalars.append(scalar)
            } else {
                encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}

/// The part of the hub's answer on a revision that is used.
private struct Listing: Decodable {
    struct Sibling: Decodable { let rfilename: String }
    let sha: String
    let siblings: [Sibling]
}

/// Collects a body in the closure that takes its pieces.
private final class Body {
    var bytes = Data()
}
