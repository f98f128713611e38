/// Any JSON value, for files whose keys have more than one form: a size is `224`, or `{"shortest_edge": 256}`.
enum JSONValue: Equatable, Decodable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let boolean = try? container.decode(Bool.self) {
            self = .boolean(boolean)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let string = try? container.decode(String.self) {
            self = .string(string)
        } else if let array = try? container.decode([JSONValue].self) {
            self = .array(array)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// The number, if it is a whole one that an `Int` can hold.
    var integer: Int? {
        guard case .number(let number) = self else { return nil }
        return Int(exactly: number)
    }
}

extension JSONValue {
    /// A string as it is, anything else as a message shows it.
    var text: String {
        if case .string(let string) = self { string } else { description }
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as a message shows it: JSON, with long objects only named.
    var description: String {
        switch self {
        case .null: "null"
        case .boolean(let boolean): "\(boolean)"
        case .number(let number): integer.map(String.init) ?? "\(number)"
        case .string(let string): "“\(string)”"
        case .array(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
        case .object(let members): "an object of " + members.keys.sorted().joined(separator: ", ")
        }
    }
}
