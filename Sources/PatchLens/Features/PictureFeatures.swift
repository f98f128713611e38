public import ImageDecoding

/// The features of one picture: its tokens, or what was made of them.
public struct PictureFeatures: Sendable, Equatable {
    /// Row by row.
    public let values: [Float]
    /// Rows and columns: tokens, or 1, and channels.
    public let shape: [Int]
    /// The way from the original to the grid.
    public let geometry: PatchGeometry
    /// Class and register tokens, which come before the patches; 0 where the rows are no tokens.
    public let prefixTokenCount: Int
}
