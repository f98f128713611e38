import AttentionMaps

extension MapName {
    /// What the template's `{method}` becomes.
    var methodField: String { method?.rawValue ?? Self.several }

    /// What the template's `{query}` becomes; nothing where there is but one.
    var queryField: String { query ?? "" }

    /// What the template's `{layer}` becomes.
    var layerField: String { layer.map(String.init) ?? Self.several }

    /// What the template's `{head}` becomes.
    var headField: String { head ?? Self.several }

    private static let several = "all"

    /// `.layer11.head0`, `.x120y80.layer11.mean`: what keeps the outputs of a method apart where the template does not.
    func suffix(besides template: OutputTemplate) -> String {
        var suffix = ""
        if let query, !template.contains(.query) { suffix += ".\(query)" }
        if let layer, !template.contains(.layer) { suffix += ".layer\(layer)" }
        if let head, !template.contains(.head) { suffix += Int(head) == nil ? ".\(head)" : ".head\(head)" }
        return suffix
    }
}
