public import AttentionMaps

/// Which maps a layer gives: its heads made one, or some of them apart.
public enum HeadChoice: Sendable, Hashable {
    /// One map of all heads.
    case fused(HeadFusion)
    /// A map for every head.
    case each
    /// A map for each of these, counted from 0; negative numbers count from the end.
    case some([Int])
}
