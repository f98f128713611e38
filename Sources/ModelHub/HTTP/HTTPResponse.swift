/// The head of a server's response: its status, and its fields by name in any case.
struct HTTPResponse {
    /// The status code, 0 before the head's first line.
    private(set) var status = 0
    private var fields: [String: String] = [:]

    /// The value of a field, the last where it is repeated.
    subscript(name: String) -> String? { fields[name.lowercased()] }

    /// A field that is a whole number.
    func number(_ name: String) -> Int? { self[name].flatMap { Int($0) } }

    /// Takes in one line of the head. A status line begins a new one: `100 Continue` goes before the response.
    mutating func add(line: String) {
        if line.hasPrefix("HTTP/") {
            let parts = line.split(separator: " ")
            self = HTTPResponse()
            status = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        } else if let colon = line.firstIndex(of: ":") {
            let name = line[..<colon].lowercased()
            fields[name] = Self.trimmed(line[line.index(after: colon)...])
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace = { (character: Character) in character.isWhitespace }
        var rest = text.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return String(rest)
    }

    /// Whether the response sends us elsewhere.
    var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) }
}
