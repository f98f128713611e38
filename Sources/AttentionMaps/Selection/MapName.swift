/// What tells one output of a picture from another: its method, its query, its layer and its head.
public struct MapName: Sendable, Hashable {
    /// What it is made by; nil where a file holds several methods.
    public let method: MethodName?
    /// Where it is asked from, where there are several such places: `x120y80`, `class`, `mean`.
    public let query: String?
    /// Counted from 0; nil where a file holds several layers, or a method has none.
    public let layer: Int?
    /// `0`, `1`, … or `mean`, `max`, `min`; nil where a file holds several heads, or a method has none.
    public let head: String?

    /// What one file shows.
    public init(method: MethodName? = .attention, query: String? = nil, layer: Int? = nil, head: String? = nil) {
        self.method = method
        self.query = query
        self.layer = layer
        self.head = head
    }

    /// What one file of several outputs is called: what they have in common.
    public init(ofAll names: some Collection<MapName>) {
        func common<Value: Hashable>(_ value: (MapName) -> Value?) -> Value? {
            let values = Set(names.map(value))
            return values.count == 1 ? values.first ?? nil : nil
        }
        self.init(method: common(\.method), query: common(\.query), layer: common(\.layer), head: common(\.head))
    }
}
