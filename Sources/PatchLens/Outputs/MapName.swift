/// What tells one map of a picture from another: its layer and its head.
public struct MapName: Sendable, Hashable {
    /// Counted from 0; nil where a file holds several layers.
    public let layer: Int?
    /// `0`, `1`, … or `mean`, `max`, `min`; nil where a file holds several heads.
    public let head: String?

    /// What one file shows.
    public init(layer: Int?, head: String?) {
        self.layer = layer
        self.head = head
    }

    /// What the template's `{layer}` becomes.
    var layerField: String { layer.map(String.init) ?? Self.several }

    /// What the template's `{head}` becomes.
    var headField: String { head ?? Self.several }

    private static let several = "all"

    /// `.layer11.head0`, `.layer11.mean`: what keeps the maps of a picture apart where the template does not.
    func suffix(besides template: OutputTemplate) -> String {
        var suffix = ""
        if let layer, !template.contains(.layer) { suffix += ".layer\(layer)" }
        if let head, !template.contains(.head) { suffix += Int(head) == nil ? ".\(head)" : ".head\(head)" }
        return suffix
    }
}
