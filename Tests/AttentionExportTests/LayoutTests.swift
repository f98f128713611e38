import AttentionExport
import AttentionMaps
import ImageDecoding
import Testing

@Suite("Layouts")
struct LayoutTests {
    static let picture = Samples.picture(Samples.landscape.original)

    static func maps(layers: Int, heads: Int) -> [AttentionMap] {
        (0..<layers * heads).map { index in
            let values = Samples.values(Samples.landscape.grid.count, seed: UInt64(index))
            return Samples.map(
                Samples.landscape, values: values, layer: index / heads, source: .head(index % heads))
        }
    }

    static func drawn(_ style: OverlayStyle, _ maps: [AttentionMap]) throws -> Picture {
        try OverlayRenderer(style: style).rendered(picture, maps: maps)
    }

    /// Whether a picture holds another with its upper left corner at a pixel.
    static func holds(_ page: Picture, _ part: Picture, top: Int = 0, left: Int = 0) -> Bool {
        page.cropped(top: top, left: left, to: part.size).pixels == part.pixels
    }

    @Test(arguments: [
        (1, 1, 1), (2, 1, 2), (3, 2, 2), (4, 2, 2), (6, 2, 3), (7, 3, 3), (12, 3, 4), (13, 4, 4), (72, 8, 9),
    ])
    func aGridIsNearlySquare(count: Int, rows: Int, columns: Int) {
        let grid = GridLayout(count: count)
        #expect((grid.rows, grid.columns) == (rows, columns))
        #expect(grid.rows * grid.columns >= count && (grid.rows - 1) * grid.columns < count)
    }

    @Test(arguments: [(12, 6, 12, 6), (2, 3, 2, 3), (1, 6, 2, 3), (12, 1, 3, 4), (1, 1, 1, 1)])
    func aGridOfLayersAndHeadsHasARowALayer(layers: Int, heads: Int, rows: Int, columns: Int) {
        let grid = GridLayout(of: Self.maps(layers: layers, heads: heads))
        #expect((grid.rows, grid.columns) == (rows, columns))
    }

    @Test func aGridOfUnequalLayersIsNearlySquare() {
        let grid = GridLayout(of: Self.maps(layers: 2, heads: 3).dropLast().map { $0 })
        #expect((grid.rows, grid.columns) == (2, 3))
        let mixed = Self.maps(layers: 3, heads: 2)
        #expect(GridLayout(of: [mixed[0], mixed[2], mixed[1], mixed[3]]).columns == 2)
    }

    /// The picture's own pixels are never covered.
    @Test(arguments: OverlayLayout.allCases)
    func aLegendIsPutBelow(layout: OverlayLayout) throws {
        let maps = Self.maps(layers: 1, heads: layout == .grid ? 4 : 1)
        // One range for all: with ranges of their own the labels of a grid's cells say more under a legend.
        let bare = try Self.drawn(OverlayStyle(layout: layout, scale: .absolute()), maps)
        let legend = try Self.drawn(OverlayStyle(layout: layout, scale: .absolute(), legend: true), maps)
        #expect(legend.size.height > bare.size.height && legend.size.width >= bare.size.width)
        #expect(Self.holds(legend, bare))
        let strip = legend.cropped(
            top: bare.size.height, left: 0,
            to: PictureSize(height: legend.size.height - bare.size.height, width: legend.size.width))
        // Paper, ink, and the first and last of 256 colours.
        let pixels = Set(stride(from: 0, to: strip.pixels.count, by: 3).map { Array(strip.pixels[$0..<$0 + 3]) })
        for color in [RGB.paper, .ink, Colormap.viridis[0], Colormap.viridis[255]] {
            #expect(pixels.contains([color.red, color.green, color.blue]))
        }
    }

    @Test func legendsOfDifferentRangesDiffer() throws {
        let map = Self.maps(layers: 1, heads: 1)
        let one = try Self.drawn(OverlayStyle(scale: .absolute(), legend: true), map)
        let two = try Self.drawn(OverlayStyle(scale: .absolute(upTo: 2), legend: true), map)
        let top = Self.picture.size.height
        let strip = PictureSize(height: one.size.height - top, width: one.size.width)
        #expect(one.cropped(top: top, left: 0, to: strip) != two.cropped(top: top, left: 0, to: strip))
    }

    @Test func sideBySideIsPictureAndOverlay() throws {
        let map = Self.maps(layers: 1, heads: 1)
        let page = try Self.drawn(OverlayStyle(layout: .sideBySide), map)
        let overlay = try Self.picture.overlaid(with: map[0])
        #expect(page.size.height == Self.picture.size.height)
        #expect(Self.holds(page, Self.picture))
        #expect(Self.holds(page, overlay, left: page.size.width - overlay.size.width))
    }

    /// A picture smaller than a cell is shown as it is, so that cells can be compared with overlays.
    @Test func aGridHoldsAnOverlayOfEachMap() throws {
        let maps = Self.maps(layers: 2, heads: 3)
        let page = try Self.drawn(OverlayStyle(layout: .grid), maps)
        let (cell, gap) = (Self.picture.size, 12)
        let rowHeight = (page.size.height - gap) / 2
        for (index, map) in maps.enumerated() {
            let overlay = try Self.picture.overlaid(with: map)
            let bottom = gap + index / 3 * rowHeight + rowHeight - gap
            let left = gap + index % 3 * (cell.width + gap)
            #expect(Self.holds(page, overlay, top: bottom - cell.height, left: left), "map \(index)")
        }
    }

    /// A scale that heads share is that of all heads, also of those that are not drawn.
    @Test func headsShareTheirScale() throws {
        let maps = Self.maps(layers: 1, heads: 3)
        let style = OverlayStyle(layout: .heatmap, scale: .heads)
        let alone = try OverlayRenderer(style: style).rendered(Self.picture, maps: [maps[0]])
        let among = try OverlayRenderer(style: style).rendered(Self.picture, maps: [maps[0]], among: maps)
        let ranges = try ColorScale.heads.ranges(of: maps)
        #expect(ranges[0].lowest == maps.flatMap(\.values).min())
        #expect(ranges[0].highest == maps.flatMap(\.values).max())
        #expect(alone != among)
    }

    @Test(arguments: [(1200, 900), (900, 1200), (1, 5000), (5000, 1), (1, 1), (30, 40)])
    func aGridKeepsToItsLongestSide(height: Int, width: Int) throws {
        let geometry = Samples.whole(height, width, rows: 2, columns: 3)
        let maps = (0..<12).map { Samples.map(geometry, layer: $0 / 6, source: .head($0 % 6)) }
        let style = OverlayStyle(layout: .grid, legend: true)
        let grey = Picture(size: geometry.original, pixels: Array(repeating: 128, count: height * width * 3))
        let page = try OverlayRenderer(style: style).rendered(grey, maps: maps)
        // Labels and gaps come on top.
        #expect(page.size.width <= 4300 && page.size.height <= 4300)
    }

    @Test(arguments: [OverlayLayout.overlay, .heatmap, .sideBySide])
    func otherLayoutsShowOneMap(layout: OverlayLayout) {
        #expect(throws: ExportError.tooManyMaps(found: 2, layout: layout)) {
            try Self.drawn(OverlayStyle(layout: layout), Self.maps(layers: 1, heads: 2))
        }
        #expect(throws: ExportError.noMaps) { try Self.drawn(OverlayStyle(layout: layout), []) }
    }

    @Test(arguments: OverlayLayout.allCases)
    func aMapThatIsNotFiniteIsNeverDrawn(layout: OverlayLayout) {
        var values = Samples.values(Samples.landscape.grid.count)
        values[3] = .nan
        let map = Samples.map(Samples.landscape, values: values)
        #expect(throws: ExportError.self) { try Self.drawn(OverlayStyle(layout: layout), [map]) }
    }
}
