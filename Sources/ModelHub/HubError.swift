/// Why a model could not be fetched; the description says who can do what about it.
public enum HubError: Error, Equatable, Sendable {
    /// The name is not `organisation/name` with or without a revision.
    case badName(String)
    /// `HF_ENDPOINT` is not the address of a web server.
    case badEndpoint(String)
    /// This environment variable forbids every connection.
    case offline(variable: String)
    /// The environment gives no place for the Hugging Face cache.
    case noCache
    /// The system's library for HTTP is missing.
    case noTransferLibrary

    /// There was no connection, or it was cut, again and again.
    case unreachable(url: String, reason: String)
    /// The server was asked in vain, again and again.
    case unavailable(url: String, status: Int, retryAfter: Double?)
    /// 401 or 403: not to be had, or not by everybody.
    case refused(model: String, status: Int, withToken: Bool, page: String)
    /// There is no such model, revision or file on the hub.
    case notFound(what: String, page: String)
    /// What came is not what the hub's protocol says.
    case badResponse(url: String, reason: String)

    /// The model is there, and has no weights that are read here.
    case noSafetensors(model: String, found: [String])
    /// It has several weight files, and none of the usual names.
    case ambiguousWeights(model: String, found: [String])

    /// What arrived is not what was announced.
    case wrongContent(file: String, expected: String, found: String)
    /// A file of the cache is not what it was when it was fetched.
    case changedContent(path: String, expected: String, found: String)
    /// The disk has less than what is still to come.
    case notEnoughSpace(folder: String, needed: Int, available: Int)
    /// The operating system would not do something with a file.
    case file(path: String, operation: String, reason: String)

    /// Whether the same may go well a little later.
    var isTransient: Bool {
        switch self {
        case .unreachable, .unavailable: true
        default: false
        }
    }
}

extension HubError: CustomStringConvertible {
    /// What is wrong, and who can put it right.
    public var description: String {
        switch self {
        case .badName(let name):
            "“\(name)” is not a model of the hub: organisation/name, or organisation/name@revision"
        case .badEndpoint(let endpoint):
            "HF_ENDPOINT is \(endpoint), and should be an address such as https://huggingface.co"
        case .offline(let variable):
            "\(variable) is set, so nothing is fetched; `patchlens model list` says what is there"
        case .noCache:
            "there is no place for the Hugging Face cache: set HF_HOME or HOME"
        case .noTransferLibrary:
            "this system has no libcurl, which fetches models (Debian and Ubuntu: apt-get install libcurl4)"
        case .unreachable(let url, let reason):
            "\(url): \(reason); run the same again to go on where it stopped"
        case .unavailable(let url, let status, _):
            "\(url): the server answers \(status)\(status == 429 ? " (too many requests)" : ""); try again later"
        case .refused(let model, let status, let withToken, let page):
            refusal(of: model, status, withToken, page)
        case .notFound(let what, let page):
            "there is no \(what) (\(page))"
        case .badResponse(let url, let reason):
            "\(url): not what the hub's protocol says: \(reason); check HF_ENDPOINT"
        case .noSafetensors(let model, let found):
            "\(model) has no safetensors weights" + conversion(of: found)
        case .ambiguousWeights(let model, let found):
            "\(model) has several weight files and none of the usual names: \(list(found)); download the one meant, "
                + "with its config.json beside it, and give its path to --model"
        case .wrongContent(let file, let expected, let found):
            "\(file): what arrived is \(found), and \(expected) was announced; it was removed, run the same again"
        case .changedContent(let path, let expected, let found):
            "\(path): its content has the hash \(found), and \(expected) when it was fetched; remove the model and "
                + "fetch it again"
        case .notEnoughSpace(let folder, let needed, let available):
            "\(folder): \(needed) bytes are still to come, and the disk has room for \(available)"
        case .file(let path, let operation, let reason):
            "\(path): cannot be \(operation): \(reason)"
        }
    }

    /// The hub says 401 to somebody of what is private and of what is not there alike.
    private func refusal(of model: String, _ status: Int, _ withToken: Bool, _ page: String) -> String {
        if !withToken {
            return "the hub does not show \(model) to everybody: it is private, gated or not there (\(page)); with an "
                + "account that may see it, set HF_TOKEN or run `hf auth login`"
        }
        return status == 401
            ? "the hub does not take the token of HF_TOKEN or `hf auth login` for \(model) (\(page))"
            : "the token's account may not have \(model) yet: accept its conditions at \(page)"
    }

    private func conversion(of found: [String]) -> String {
        guard let first = found.first else { return "" }
        return ", only \(list(found)); download that and convert it with: "
            + "python3 Tools/convert-checkpoint.py \(first) OUTPUT_DIRECTORY"
    }

    private func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
