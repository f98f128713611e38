import ImageDecoding
import Testing

@Suite("Patch geometry")
struct PatchGeometryTests {
    /// 300×451 → 336×504, of which 24×36 patches of 14.
    static let whole = PatchGeometry(
        original: PictureSize(height: 300, width: 451), resized: PictureSize(height: 336, width: 504),
        grid: PatchGrid(rows: 24, columns: 36, patchSize: 14))
    /// 512×512 → 256×256, of which the centre of 224×224.
    static let cropped = PatchGeometry(
        original: PictureSize(height: 512, width: 512), resized: PictureSize(height: 256, width: 256), cropTop: 16,
        cropLeft: 16, grid: PatchGrid(rows: 16, columns: 16, patchSize: 14))

    @Test func rectanglesOfTheWholePictureTileTheOriginal() {
        let last = Self.whole.originalRectangle(row: 23, column: 35)
        #expect(Self.whole.originalRectangle(row: 0, column: 0).top == 0)
        #expect(abs(last.bottom - 300) < 1e-9 && abs(last.right - 451) < 1e-9)
        let (left, right) = (
            Self.whole.originalRectangle(row: 3, column: 7), Self.whole.originalRectangle(row: 3, column: 8)
        )
        #expect(left.right == right.left && left.top == right.top)
    }

    /// The pixel at the middle of a patch's rectangle lies in that patch.
    @Test(arguments: [whole, cropped])
    func pixelsFindThePatchTheyWereCutInto(geometry: PatchGeometry) {
        for row in 0..<geometry.grid.rows {
            for column in 0..<geometry.grid.columns {
                let rectangle = geometry.originalRectangle(row: row, column: column)
                let found = geometry.patch(
                    atOriginalRow: Int((rectangle.top + rectangle.bottom) / 2),
                    column: Int((rectangle.left + rectangle.right) / 2))
                #expect(found?.row == row && found?.column == column)
            }
        }
    }

    @Test func croppedAwayPixelsLieInNoPatch() {
        #expect(Self.cropped.patch(atOriginalRow: 31, column: 256) == nil)
        #expect(Self.cropped.patch(atOriginalRow: 256, column: 480) == nil)
        #expect(Self.cropped.patch(atOriginalRow: 32, column: 479)?.column == 15)
        #expect(Self.cropped.patch(atOriginalRow: -1, column: 100) == nil)
        #expect(Self.cropped.patch(atOriginalRow: 512, column: 100) == nil)
    }

    @Test func gridPlacesAreFractionsOfPatches() {
        #expect(Self.cropped.gridRow(ofOriginalRow: 32) == 0.25 / 14)
        #expect(Self.cropped.gridColumn(ofOriginalColumn: 32 + 14) == (14.5 / 2) / 14)
    }
}
