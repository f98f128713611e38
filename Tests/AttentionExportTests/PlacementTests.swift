import AttentionExport
import AttentionMaps
import ImageDecoding
import Testing

/// Whether heat lies on the pixels that were attended to.
@Suite("Placement")
struct PlacementTests {
    /// Patches at the corners and in between.
    ///
    /// At the border the heat of a smooth map is cut off on one side, and its centroid is not the patch's centre: those
    /// are tested with `nearest`, and by where the maximum is.
    static func patches(_ grid: PatchGrid, inset: Int) -> [(row: Int, column: Int)] {
        let rows = Set([inset, grid.rows / 2, grid.rows - 1 - inset]).sorted()
        let columns = Set([inset, grid.columns / 2, grid.columns - 1 - inset]).sorted()
        return rows.flatMap { row in columns.map { (row, $0) } }
    }

    /// The mean position of all heat, in pixels of the original.
    static func centroid(_ levels: [UInt8], _ geometry: PatchGeometry) -> (y: Double, x: Double) {
        var (total, y, x) = (0.0, 0.0, 0.0)
        for row in 0..<geometry.original.height {
            for column in 0..<geometry.original.width where geometry.patch(atOriginalRow: row, column: column) != nil {
                let level = Double(levels[row * geometry.original.width + column])
                total += level
                y += level * (Double(row) + 0.5)
                x += level * (Double(column) + 0.5)
            }
        }
        return (y / total, x / total)
    }

    static func expectAtCentre(_ geometry: PatchGeometry, _ upsampling: Upsampling, inset: Int) throws {
        for patch in patches(geometry.grid, inset: inset) {
            let map = Samples.oneHot(geometry, row: patch.row, column: patch.column)
            let found = centroid(try Samples.levels(of: map, upsampling), geometry)
            let rectangle = geometry.originalRectangle(row: patch.row, column: patch.column)
            #expect(abs(found.y - (rectangle.top + rectangle.bottom) / 2) <= 0.5, "patch \(patch)")
            #expect(abs(found.x - (rectangle.left + rectangle.right) / 2) <= 0.5, "patch \(patch)")
        }
    }

    @Test(arguments: Samples.geometries)
    func smoothHeatLiesAtItsPatchsCentre(geometry: PatchGeometry) throws {
        // Convolution reaches two patches.
        try Self.expectAtCentre(geometry, .smooth, inset: 2)
    }

    @Test(arguments: Samples.geometries)
    func nearestHeatLiesAtItsPatchsCentre(geometry: PatchGeometry) throws {
        try Self.expectAtCentre(geometry, .nearest, inset: 0)
    }

    /// The pixel of most heat is in the patch, whichever it is.
    @Test(arguments: Samples.geometries, Upsampling.allCases)
    func mostHeatIsInThePatch(geometry: PatchGeometry, upsampling: Upsampling) throws {
        for patch in Self.patches(geometry.grid, inset: 0) {
            let map = Samples.oneHot(geometry, row: patch.row, column: patch.column)
            let levels = try Samples.levels(of: map, upsampling)
            let covered = levels.indices.filter { index in
                let (row, column) = index.quotientAndRemainder(dividingBy: geometry.original.width)
                return geometry.patch(atOriginalRow: row, column: column) != nil
            }
            let hottest = try #require(covered.max { levels[$0] < levels[$1] })
            let (row, column) = hottest.quotientAndRemainder(dividingBy: geometry.original.width)
            let found = try #require(geometry.patch(atOriginalRow: row, column: column))
            #expect(found == patch)
        }
    }

    /// What was cropped away is the picture in an overlay, and paper in a heat map; what was not is neither.
    @Test(arguments: [Samples.croppedLandscape, Samples.croppedPortrait], Upsampling.allCases)
    func nothingIsDrawnOutsideTheCrop(geometry: PatchGeometry, upsampling: Upsampling) throws {
        let picture = Samples.picture(geometry.original)
        let map = Samples.map(geometry)
        let overlay = try picture.overlaid(with: map, opacity: 1, upsampling: upsampling)
        let heatmap = try OverlayRenderer(style: OverlayStyle(layout: .heatmap, upsampling: upsampling))
            .rendered(picture, maps: [map])
        var wrong = 0
        for index in 0..<geometry.original.height * geometry.original.width {
            let (row, column) = index.quotientAndRemainder(dividingBy: geometry.original.width)
            let pixel = index * 3..<index * 3 + 3
            let isRight =
                geometry.patch(atOriginalRow: row, column: column) == nil
                ? overlay.pixels[pixel] == picture.pixels[pixel] && heatmap.pixels[pixel].allSatisfy { $0 == 255 }
                : overlay.pixels[pixel] == heatmap.pixels[pixel]
            wrong += isRight ? 0 : 1
        }
        #expect(wrong == 0)
    }
}
