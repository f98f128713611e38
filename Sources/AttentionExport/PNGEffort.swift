/// How much time goes into making a PNG file small.
///
/// The pixels are the same.
public enum PNGEffort: String, Sendable, Hashable, CaseIterable {
    /// For many pictures.
    case fast
    /// For few that are kept or sent: some ten times the time for a file a quarter smaller.
    case small
}
