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

    /// The most patches a picture is divided into.
    ///
    /// One layer's attention among 65,536 tokens is already 17 GB a head,
    /// and no picture of ordinary proportions comes near: 3584×3584 pixels in patches of 14 do.
    public static let maximumCount = 65_536

    /// How many patches there are.
    public var count: Int { rows * columns }

    /// The pixels the patches cover.
    public var size: PictureSize { PictureSize(height: rows * patchSize, width: columns * patchSize) }
}
