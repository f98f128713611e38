/// How a picture is divided into square patches: rows × columns, never inferred from their number.
public struct PatchGrid: Hashable, Sendable {
    /// Patches from top to bottom.
    public let rows: Int
    /// Patches from left to right.
    public let columns: Int
    /// The side of a patch in pixels of the resized picture.
    public let patchSize: Int

    /// A grid of at least one patch.
    public init(rows: Int, columns: Int, patchSize: Int) {
        precondition(
            rows >= 1 && columns >= 1 && patchSize >= 1, "no grid has \(rows)×\(columns) patches of \(patchSize)")
        self.rows = rows
        self.columns = columns
        self.patchSize = patchSize
    }

    /// The most patches a picture can be divided into: 3584×3584 pixels in patches of 14. The time of an encoding grows
    /// with their square; `PicturePreprocessing.maximumPatches` is the limit that a caller sets.
    public static let maximumCount = 65_536

    /// How many patches there are.
    public var count: Int { rows * columns }

    /// The pixels the patches cover.
    public var size: PictureSize { PictureSize(height: rows * patchSize, width: columns * patchSize) }
}
