package import ImageDecoding

/// A place on an upright original, in pixels: (0, 0) is the centre of the upper left pixel, as where a pixel is named
/// by its numbers.
public struct PicturePoint: Sendable, Hashable {
    /// From the top down.
    public let row: Double
    /// From the left.
    public let column: Double

    /// A place that need not be a pixel's centre.
    public init(row: Double, column: Double) {
        self.row = row
        self.column = column
    }
}

extension PatchGeometry {
    /// The centre of a patch on the original, or a place so many patches below and to the right of it.
    package func center(row: Int, column: Int, offset: (rows: Double, columns: Double) = (0, 0)) -> PicturePoint {
        let patch = originalRectangle(row: row, column: column)
        let (height, width) = (patch.bottom - patch.top, patch.right - patch.left)
        // Edges are counted from the edge of the first pixel, points from its centre.
        return PicturePoint(
            row: patch.top + height * (0.5 + offset.rows) - 0.5,
            column: patch.left + width * (0.5 + offset.columns) - 0.5)
    }

    /// As above, of a patch by its place in the grid row by row.
    package func center(ofPatch patch: Int, offset: (rows: Double, columns: Double) = (0, 0)) -> PicturePoint {
        let (row, column) = patch.quotientAndRemainder(dividingBy: grid.columns)
        return center(row: row, column: column, offset: offset)
    }
}
