public import AttentionMaps

/// Which values the colours span.
public enum ColorScale: Hashable, Sendable {
    /// Each map from its own minimum to its own maximum: shows the most of every map, compares none.
    case picture
    /// One range for all maps of a layer: its heads can be compared.
    case heads
    /// From 0 to a bound, the same in every picture: everything can be compared.
    case absolute(upTo: Float = 1)

    /// A range for each map, in the order of the maps.
    ///
    /// Throws `notFinite` for a map with a value that is not a finite number, and `invalidBound` for an absolute
    /// scale that does not end above 0.
    public func ranges(of maps: [AttentionMap]) throws(ExportError) -> [ValueRange] {
        var own: [ValueRange] = []
        for map in maps { own.append(try ValueRange(of: map)) }
        switch self {
        case .picture: return own
        case .heads: return Self.shared(own, by: maps.map(\.layer))
        case .absolute(let bound):
            guard bound > 0, bound.isFinite else { throw .invalidBound(bound) }
            return Array(repeating: ValueRange(lowest: 0, highest: bound), count: maps.count)
        }
    }

    /// The union over all maps of a layer; maps of no layer are a group of their own.
    private static func shared(_ own: [ValueRange], by layers: [Int?]) -> [ValueRange] {
        var ranges: [Int?: ValueRange] = [:]
        for (range, layer) in zip(own, layers) { ranges[layer] = ranges[layer]?.union(range) ?? range }
        return zip(own, layers).map { ranges[$1] ?? $0 }
    }
}

extension ColorScale: LosslessStringConvertible {
    /// `picture`, `heads`, `absolute` (to 1) or `absolute:0.05`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        switch (parts[0], parts.count) {
        case ("picture", 1): self = .picture
        case ("heads", 1): self = .heads
        case ("absolute", 1): self = .absolute()
        case ("absolute", 2):
            guard let bound = Float(parts[1]), bound > 0, bound.isFinite else { return nil }
            self = .absolute(upTo: bound)
        default: return nil
        }
    }

    /// The text it can be made from again.
    public var description: String {
        switch self {
        case .picture: "picture"
        case .heads: "heads"
        case .absolute(upTo: 1): "absolute"
        case .absolute(let bound): "absolute:\(bound)"
        }
    }
}
