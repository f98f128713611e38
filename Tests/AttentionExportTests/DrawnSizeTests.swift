import AttentionExport
import AttentionMaps
import ImageDecoding
import Testing

@Suite("Overlays of a chosen size")
struct DrawnSizeTests {
    @Test(arguments: [
        ((1200, 900), 600, (600, 450)), ((900, 1200), 600, (450, 600)), ((301, 455), 100, (66, 100)),
        ((30, 40), 40, (30, 40)), ((30, 40), 41, (30, 40)), ((1, 5000), 10, (1, 10)), ((30, 40), 1, (1, 1)),
    ])
    func keepsProportions(original: (Int, Int), longest: Int, expected: (Int, Int)) {
        let style = OverlayStyle(longestSide: longest)
        let drawn = style.drawnSize(of: PictureSize(height: original.0, width: original.1))
        #expect(drawn == PictureSize(height: expected.0, width: expected.1))
    }

    /// An overlay is drawn on a copy in that size, as if the copy were the original.
    @Test(arguments: [60, 100, 131])
    func anOverlayIsDrawnOnAResizedPicture(longest: Int) throws {
        let map = Samples.map(Samples.landscape)
        let picture = Samples.picture(Samples.landscape.original)
        let drawn = try OverlayRenderer(style: OverlayStyle(longestSide: longest)).rendered(picture, maps: [map])
        let small = picture.resized(to: drawn.size, by: .bicubic)
        let whole = Samples.landscape
        let geometry = PatchGeometry(original: small.size, resized: whole.resized, grid: whole.grid)
        #expect(max(drawn.size.height, drawn.size.width) == longest)
        #expect(drawn == (try small.overlaid(with: Samples.map(geometry, values: map.values))))
    }

    /// Not off by half a patch, nor by half a pixel.
    @Test(arguments: Samples.geometries, [40, 97])
    func heatLiesAtItsPatchsCentre(geometry: PatchGeometry, longest: Int) throws {
        let style = OverlayStyle(layout: .heatmap, colormap: .grey, longestSide: longest)
        let drawn = style.drawnSize(of: geometry.original)
        let scale = (
            y: Double(drawn.height) / Double(geometry.original.height),
            x: Double(drawn.width) / Double(geometry.original.width)
        )
        let small = PatchGeometry(
            original: drawn, resized: geometry.resized, cropTop: geometry.cropTop, cropLeft: geometry.cropLeft,
            grid: geometry.grid)
        for patch in PlacementTests.patches(geometry.grid, inset: 2) {
            let map = Samples.oneHot(geometry, row: patch.row, column: patch.column)
            let heat = try OverlayRenderer(style: style).rendered(Samples.picture(geometry.original), maps: [map])
            let levels = stride(from: 0, to: heat.pixels.count, by: 3).map { heat.pixels[$0] }
            let found = PlacementTests.centroid(levels, small)
            let rectangle = geometry.originalRectangle(row: patch.row, column: patch.column)
            #expect(abs(found.y - (rectangle.top + rectangle.bottom) / 2 * scale.y) <= 0.5, "patch \(patch)")
            #expect(abs(found.x - (rectangle.left + rectangle.right) / 2 * scale.x) <= 0.5, "patch \(patch)")
        }
    }

    /// What the file was decoded to.
    static func decoded(to size: PictureSize, from original: PictureSize) -> Picture {
        Picture(size: size, pixels: Samples.picture(size).pixels, originalSize: original)
    }

    /// A heat map needs none of the picture's pixels.
    @Test func aHeatMapOfAReducedPictureIsThatOfTheWhole() throws {
        let map = Samples.map(Samples.portrait)
        let reduced = Self.decoded(to: PictureSize(height: 65, width: 38), from: map.geometry.original)
        let renderer = OverlayRenderer(style: OverlayStyle(layout: .heatmap))
        let heat = try renderer.rendered(reduced, maps: [map])
        #expect(heat == (try renderer.rendered(Samples.picture(map.geometry.original), maps: [map])))
        #expect(heat.size == map.geometry.original)
    }

    @Test func anOverlayOfAReducedPictureIsDrawnOnIt() throws {
        let map = Samples.map(Samples.portrait)
        let size = PictureSize(height: 129, width: 76)
        let reduced = Self.decoded(to: size, from: map.geometry.original)
        let style = OverlayStyle(opacity: 0, longestSide: 129)
        #expect(try OverlayRenderer(style: style).rendered(reduced, maps: [map]).pixels == reduced.pixels)
    }

    @Test(arguments: [OverlayLayout.overlay, .sideBySide, .grid])
    func aPictureIsNeverEnlarged(layout: OverlayLayout) {
        let map = Samples.map(Samples.portrait)
        let size = PictureSize(height: 129, width: 76)
        let reduced = Self.decoded(to: size, from: map.geometry.original)
        #expect(throws: ExportError.tooFewPixels(found: size, expected: map.geometry.original)) {
            try OverlayRenderer(style: OverlayStyle(layout: layout)).rendered(reduced, maps: [map])
        }
    }

    @Test func cellsOfAGridKeepToIt() throws {
        let maps = LayoutTests.maps(layers: 1, heads: 4)
        let page = try LayoutTests.drawn(OverlayStyle(layout: .grid, longestSide: 50), maps)
        // Two columns, and gaps; labels may be wider than cells.
        #expect(page.size.height < 2 * 50 + 2 * 50 && page.size.width < 400)
        let whole = try LayoutTests.drawn(OverlayStyle(layout: .grid), maps)
        #expect(page.size.height < whole.size.height)
    }
}
