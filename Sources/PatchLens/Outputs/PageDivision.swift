public import AttentionExport
public import AttentionMaps

/// Which drawings of a picture go into one file: each alone, a grid of one method's, or all of them.
public struct PageDivision: Sendable, Equatable {
    /// All drawings of a picture, method by method.
    public let names: [MapName]
    /// The drawings of each file, as places in `names`.
    public let pages: [Range<Int>]
    /// Maps of one method and query, which are saved as one array: places in `names`.
    public let arrays: [Range<Int>]

    /// As a layout divides the drawings.
    public init(_ names: [MapName], layout: OverlayLayout) {
        self.names = names
        arrays = Self.runs(in: names) { $0.method == $1.method && $0.query == $1.query }
        switch layout {
        case .overlay, .heatmap, .sideBySide: pages = names.indices.map { $0..<$0 + 1 }
        case .grid: pages = arrays
        case .methods: pages = [names.indices]
        }
    }

    /// What the drawings of a file have in common.
    func name(of part: Range<Int>) -> MapName { MapName(ofAll: names[part]) }

    /// What tells one of several files from the others, before the extension: `.rollout`, `.layer11.head0`,
    /// `.attention.x120y80`. Nothing for a single file.
    func suffix(of part: Range<Int>, among parts: [Range<Int>], besides template: OutputTemplate) -> String {
        guard parts.count > 1 else { return "" }
        let name = name(of: part)
        let methods = Set(parts.map { self.name(of: $0).method })
        let siblings = parts.count { self.name(of: $0).method == name.method }
        var suffix = ""
        if methods.count > 1, !template.contains(.method) { suffix += ".\(name.methodField)" }
        guard siblings > 1 else { return suffix }
        let within = part.count == 1 ? name : MapName(method: name.method, query: name.query)
        return suffix + within.suffix(besides: template)
    }

    /// What a drawing is called beside those of other methods: the method, and what tells it from the method's others.
    func title(of index: Int) -> String {
        let name = names[index]
        let method = name.methodField
        guard names.count(where: { $0.method == name.method }) > 1 else { return method }
        let place = name.query.map { [$0] } ?? []
        let layer = name.layer.map { ["layer \($0)"] } ?? []
        let head = name.head.map { [Int($0) == nil ? $0 : "head \($0)"] } ?? []
        return ([method] + place + layer + head).joined(separator: " ")
    }

    /// The longest ranges of names beside each other that belong together.
    private static func runs(in names: [MapName], _ belong: (MapName, MapName) -> Bool) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for index in names.indices {
            if let last = runs.last, belong(names[last.lowerBound], names[index]) {
                runs[runs.count - 1] = last.lowerBound..<index + 1
            } else {
                runs.append(index..<index + 1)
            }
        }
        return runs
    }
}
