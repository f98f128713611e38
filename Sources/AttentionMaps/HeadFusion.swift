/// How the heads of a layer become one map, element by element.
public enum HeadFusion: String, Sendable, Hashable, CaseIterable {
    /// The average.
    case mean
    /// The largest.
    case max
    /// The smallest.
    case min
}
