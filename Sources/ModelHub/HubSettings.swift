import FoundationEssentials

/// Where the hub is and as whom to ask it, by the environment variables of huggingface_hub.
struct HubSettings {
    /// The hub's address, without a slash at its end.
    let endpoint: String
    /// The same, taken apart.
    let origin: Origin
    /// Proves who asks; nil for somebody.
    let token: String?
    /// The variable that forbids every connection; nil when none does.
    let offlineVariable: String?

    init(environment: [String: String]) throws(HubError) {
        let variable = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        var endpoint = variable("HF_ENDPOINT") ?? "https://huggingface.co"
        while endpoint.hasSuffix("/") { endpoint.removeLast() }
        guard let origin = URL(string: endpoint).flatMap(Origin.init) else { throw .badEndpoint(endpoint) }
        self.endpoint = endpoint
        self.origin = origin
        offlineVariable = ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"].first { Self.isTrue(environment[$0]) }
        token = Self.isTrue(environment["HF_HUB_DISABLE_IMPLICIT_TOKEN"]) ? nil : Self.token(variable)
    }

    /// That of the environment, or else the one that `hf auth login` left in a file.
    private static func token(_ variable: (String) -> String?) -> String? {
        if let token = variable("HF_TOKEN") ?? variable("HUGGING_FACE_HUB_TOKEN") { return cleaned(token) }
        let home = variable("HOME")
        let path =
            variable("HF_TOKEN_PATH")
            ?? variable("HF_HOME").map { $0 + "/token" }
            ?? variable("XDG_CACHE_HOME").map { $0 + "/huggingface/token" }
            ?? home.map { $0 + "/.cache/huggingface/token" }
        guard var path else { return nil }
        if path.hasPrefix("~/"), let home { path = home + path.dropFirst() }
        return FileManager.default.contents(atPath: path).flatMap { cleaned(String(decoding: $0, as: UTF8.self)) }
    }

    /// Without the ends of lines, which would begin another field of the request; nil if nothing is left.
    private static func cleaned(_ token: String) -> String? {
        let token = String(
            String.UnicodeScalarView(token.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F }))
        return token.isEmpty ? nil : token
    }

    private static func isTrue(_ value: String?) -> Bool {
        ["1", "ON", "YES", "TRUE"].contains(value?.uppercased() ?? "")
    }
}
