/// The order in which patches are taken away or revealed: each once, by its place in the grid row by row.
public struct PatchOrder: Sendable, Equatable {
    /// The first to go.
    public let patches: [Int]

    /// From the greatest value of a map to its least; of equal ones the first of the grid comes first.
    public init(descending map: AttentionMap) {
        patches = map.values.indices.sorted { (map.values[$1], $0) < (map.values[$0], $1) }
    }

    /// At random (Fisher and Yates), the same for the same seed: what a map has to be better than.
    public init(random count: Int, seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var shuffled = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) {
            shuffled.swapAt(last, generator.number(below: last + 1))
        }
        patches = shuffled
    }
}
