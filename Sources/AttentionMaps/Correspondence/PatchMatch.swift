/// A patch of one picture and the patch of another that looks most like it.
public struct PatchMatch: Sendable, Equatable {
    /// The patch of the first picture, by its place in the grid row by row.
    public let patch: Int
    /// The patch of the second picture, likewise.
    public let matched: Int
    /// The cosine of their descriptors, −1 to 1.
    public let cosine: Float
    /// The centre of the patch, on the first picture's original.
    public let from: PicturePoint
    /// The centre of the matched patch, or the place near it that was found between patches; on the second original.
    public let to: PicturePoint
}
