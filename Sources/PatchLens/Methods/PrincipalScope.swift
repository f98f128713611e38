/// Over what principal components are found.
public enum PrincipalScope: String, Sendable, CaseIterable {
    /// Each picture by itself: its own colours are as far apart as they can be.
    case picture
    /// All pictures of a run together: one colour means the same in each.
    case run
}
