public import AttentionMaps
import ImageDecoding

/// The values that the ends of a colour map stand for.
public struct ValueRange: Hashable, Sendable {
    /// What has the first colour; lower values have it too.
    public let lowest: Float
    /// What has the last colour; higher values have it too.
    public let highest: Float

    /// Both finite, in this order.
    public init(lowest: Float, highest: Float) {
        precondition(lowest.isFinite && highest.isFinite && lowest <= highest, "\(lowest) to \(highest) is no range")
        self.lowest = lowest
        self.highest = highest
    }

    /// From a map's minimum to its maximum.
    ///
    /// A value that is not finite is an error: a map with one would be drawn as if nothing had been attended to.
    public init(of map: AttentionMap) throws(ExportError) {
        var (lowest, highest) = (Float.infinity, -Float.infinity)
        for (index, value) in map.values.enumerated() {
            guard value.isFinite else {
                let columns = map.geometry.grid.columns
                throw .notFinite(value, row: index / columns, column: index % columns, map: map.label)
            }
            lowest = min(lowest, value)
            highest = max(highest, value)
        }
        self.init(lowest: lowest, highest: highest)
    }

    /// The smallest range that holds both.
    public func union(_ other: ValueRange) -> ValueRange {
        ValueRange(lowest: min(lowest, other.lowest), highest: max(highest, other.highest))
    }

    /// Half way between the ends.
    public var middle: Float { lowest + (highest - lowest) / 2 }

    /// What a value above `lowest` is multiplied by to get a level of 0 to 255.
    ///
    /// Zero for a range of a single value: all of it then has the first colour, for nothing in it stands out.
    package var levelsPerUnit: Float { lowest < highest ? 255 / (highest - lowest) : 0 }
}
