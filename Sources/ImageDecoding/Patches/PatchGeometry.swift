/// The way from an original picture to its grid of patches, and back.
///
/// original, upright → resized → cropped → grid. The value travels with every attention map, so that an overlay falls
/// on the pixels the patch was cut from.
public struct PatchGeometry: Hashable, Sendable {
    /// The upright original.
    public let original: PictureSize
    /// The EXIF orientation of the stored file, 1 to 8, which decoding has already applied.
    public let orientation: Int
    /// The whole picture after resizing.
    public let resized: PictureSize
    /// Where the grid's upper left corner lies in the resized picture, in pixels; zero when nothing is cropped, and
    /// negative where the model's processor fills up a picture smaller than its crop. Patches beyond the resized
    /// picture show the filling, and nothing of the original.
    public let cropTop: Int
    /// See `cropTop`.
    public let cropLeft: Int
    /// The patches.
    public let grid: PatchGrid

    /// The grid must show some of the resized picture.
    public init(
        original: PictureSize, orientation: Int = 1, resized: PictureSize, cropTop: Int = 0, cropLeft: Int = 0,
        grid: PatchGrid
    ) {
        precondition(
            cropTop < resized.height && cropLeft < resized.width && cropTop + grid.size.height > 0
                && cropLeft + grid.size.width > 0,
            "a grid of \(grid.size) at (\(cropTop), \(cropLeft)) shows nothing of \(resized)")
        self.original = original
        self.orientation = orientation
        self.resized = resized
        self.cropTop = cropTop
        self.cropLeft = cropLeft
        self.grid = grid
    }

    /// Rows of the original per row of the resized picture.
    public var verticalScale: Double { Double(original.height) / Double(resized.height) }

    /// Columns of the original per column of the resized picture.
    public var horizontalScale: Double { Double(original.width) / Double(resized.width) }

    /// The part of the original that a patch was cut from, in pixels, its edges usually between two of them; outside
    /// the original for a patch of a processor's filling.
    public func originalRectangle(row: Int, column: Int) -> (top: Double, left: Double, bottom: Double, right: Double) {
        let size = grid.patchSize
        return (
            Double(cropTop + row * size) * verticalScale, Double(cropLeft + column * size) * horizontalScale,
            Double(cropTop + (row + 1) * size) * verticalScale, Double(cropLeft + (column + 1) * size) * horizontalScale
        )
    }

    /// The row of the grid, as a fraction, under the centre of a row of the original: 0.5 is the centre of the first
    /// patch, values below 0 or above `grid.rows` were cropped away.
    public func gridRow(ofOriginalRow y: Int) -> Double {
        ((Double(y) + 0.5) / verticalScale - Double(cropTop)) / Double(grid.patchSize)
    }

    /// As `gridRow(ofOriginalRow:)`, for columns.
    public func gridColumn(ofOriginalColumn x: Int) -> Double {
        ((Double(x) + 0.5) / horizontalScale - Double(cropLeft)) / Double(grid.patchSize)
    }

    /// The patch that holds a pixel of the upright original, or nil where the picture was cropped.
    public func patch(atOriginalRow y: Int, column x: Int) -> (row: Int, column: Int)? {
        guard y >= 0, x >= 0, y < original.height, x < original.width else { return nil }
        let (row, column) = (gridRow(ofOriginalRow: y), gridColumn(ofOriginalColumn: x))
        guard row >= 0, column >= 0, row < Double(grid.rows), column < Double(grid.columns) else { return nil }
        return (Int(row), Int(column))
    }
}

extension PatchGeometry {
    /// The same grid with each patch divided into cells: for maps that are finer than the patches.
    ///
    /// A part of a patch need not be a whole number of pixels wide. So it is the resized picture that is taken to be as
    /// many times as large, and a cell to have the pixels of a patch: every place of the original is then where it was,
    /// in cells instead of patches.
    public func refined(by factor: Int) -> PatchGeometry {
        precondition(factor >= 1, "a patch cannot be divided into \(factor) cells")
        return PatchGeometry(
            original: original, orientation: orientation,
            resized: PictureSize(height: resized.height * factor, width: resized.width * factor),
            cropTop: cropTop * factor, cropLeft: cropLeft * factor,
            grid: PatchGrid(rows: grid.rows * factor, columns: grid.columns * factor, patchSize: grid.patchSize))
    }
}
