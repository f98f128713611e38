/// What is drawn on a page.
///
/// All but `grid` and `methods` show one map, at the full size of the original unless a style says otherwise.
public enum OverlayLayout: String, Sendable, Hashable, CaseIterable {
    /// The map's colours over the picture.
    case overlay
    /// The map's colours alone, as large as the picture.
    case heatmap
    /// The picture, and to its right the overlay.
    case sideBySide = "side-by-side"
    /// A small overlay of each map with its name above, layers × heads where the maps are of several layers and heads.
    case grid
    /// A small overlay of each of several methods with its name above.
    case methods
}
