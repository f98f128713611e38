/// Which maps a layer gives: its heads made one, or some of them apart.
public enum HeadChoice: Sendable, Hashable, CustomStringConvertible {
    /// One map of all heads.
    case fused(HeadFusion)
    /// A map for every head.
    case each
    /// A map for each of these, counted from 0.
    case some([Int])

    /// As the command's `--heads` takes it: `mean`, `each`, `0,3`.
    public var description: String {
        switch self {
        case .fused(let fusion): fusion.rawValue
        case .each: "each"
        case .some(let numbers): numbers.map(String.init).joined(separator: ",")
        }
    }
}
