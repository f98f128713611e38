package import PatchLens

/// The drawing options whose values are more than a name.
package enum DrawingArgument {
    /// `picture`, `heads`, `absolute`, `absolute:0.05`.
    package static func scale(_ text: String) throws -> ColorScale {
        guard let scale = ColorScale(text) else {
            throw ArgumentProblem("it has to be picture, heads, absolute, or absolute:0.05 with any bound above 0")
        }
        return scale
    }
}
