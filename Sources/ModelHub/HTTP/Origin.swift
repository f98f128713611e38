import FoundationEssentials

/// Scheme, host and port: what decides whether two addresses are of the same server (RFC 6454).
struct Origin: Equatable {
    let scheme: String
    let host: String
    let port: Int

    /// Nil for what is not the address of a web server.
    init?(_ url: URL) {
        guard let scheme = url.scheme?.lowercased(), let host = url.host()?.lowercased(), !host.isEmpty,
            let standard = ["http": 80, "https": 443][scheme]
        else { return nil }
        self.scheme = scheme
        self.host = host
        port = url.port ?? standard
    }
}
