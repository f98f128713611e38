public import AttentionMaps

/// How many maps go beside and below each other.
///
/// They fill rows from the left, in their own order.
public struct GridLayout: Hashable, Sendable {
    /// From top to bottom.
    public let rows: Int
    /// From left to right.
    public let columns: Int

    /// As near to a square as the number allows, rather wide than high.
    public init(count: Int) {
        precondition(count >= 1, "a grid of \(count) maps")
        // The smallest whole number whose square is at least the count.
        let columns = (1...count).first { $0 * $0 >= count } ?? count
        self.init(count: count, columns: columns)
    }

    /// A row for each layer if there are several and each has equally many maps, more than one; near square otherwise.
    public init(of maps: [AttentionMap]) {
        let layers = maps.map(\.layer)
        let perLayer = layers.prefix { $0 == layers.first }.count
        let isRegular = layers.indices.allSatisfy { layers[$0] == layers[$0 / perLayer * perLayer] }
        if perLayer > 1 && perLayer < maps.count && maps.count % perLayer == 0 && isRegular {
            self.init(count: maps.count, columns: perLayer)
        } else {
            self.init(count: maps.count)
        }
    }

    private init(count: Int, columns: Int) {
        self.columns = columns
        rows = (count + columns - 1) / columns
    }
}
