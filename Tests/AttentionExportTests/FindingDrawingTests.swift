import AttentionExport
import AttentionMaps
import CKernels
import ImageDecoding
import TestSupport
import Testing

@Suite("Colours, masks and boxes over a picture")
struct FindingDrawingTests {
    static let picture = Samples.picture(Samples.landscape.original)

    private static func maps(_ geometry: PatchGeometry, _ values: [[Float]]) -> [AttentionMap] {
        values.map { Samples.map(geometry, values: $0, layer: nil, source: .method("pca")) }
    }

    private static func noise(_ count: Int, seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        return generator.floats(count).map { ($0 + 1) / 2 }
    }

    /// Every pair of pixel and colour at several opacities and coverages.
    @Test(arguments: [0, 1, 9_830, 19_661, 32_768] as [UInt32], [UInt8(0), 1, 100, 255])
    func blendsWhatThePlainKernelDoes(weight: UInt32, coverage: UInt8) {
        let colors = (0..<65536).map { UInt8($0 & 255) }
        let opposite = colors.map { 255 - $0 }
        let pixels = (0..<65536).flatMap { [UInt8](repeating: UInt8($0 >> 8), count: 3) }
        let covered = [UInt8](repeating: coverage, count: 65536)
        var (result, expected) = (pixels, pixels)
        let levels = { (coverage: UnsafePointer<UInt8>?) in
            colors.withUnsafeBufferPointer { red in
                opposite.withUnsafeBufferPointer { blue in
                    patchlens_channel_levels(
                        red: red.baseAddress, green: red.baseAddress, blue: blue.baseAddress, coverage: coverage)
                }
            }
        }
        withExtendedLifetime((colors, opposite)) {
            covered.withUnsafeBufferPointer { covered in
                let levels = levels(coverage == 255 ? nil : covered.baseAddress)
                patchlens_blend_channels(levels, pixels, 65536, weight, &result)
                patchlens_blend_channels_plain(levels, pixels, 65536, weight, &expected)
            }
        }
        #expect(result == expected)
    }

    /// With every patch a colour, and hard edges, a pixel is its patch's colour blended with it.
    @Test(arguments: Samples.geometries)
    func colorsLieOverTheirPatches(geometry: PatchGeometry) throws {
        let count = geometry.grid.count
        let channels = (0..<3).map { Self.noise(count, seed: UInt64($0)) }
        let coverage = (0..<count).map { Float($0 % 3 == 0 ? 0 : 1) }
        let picture = Samples.picture(geometry.original)
        let style = OverlayStyle(opacity: 0.5, upsampling: .nearest)
        let finding = MethodFinding(Self.maps(geometry, channels + [coverage]), drawing: .colors)
        let drawn = try OverlayRenderer(style: style).rendered(picture, findings: [finding])
        #expect(drawn.size == picture.size)
        for y in stride(from: 0, to: geometry.original.height, by: 3) {
            for x in stride(from: 0, to: geometry.original.width, by: 3) {
                let place = (y * geometry.original.width + x) * 3
                for channel in 0..<3 {
                    let pixel = Float(picture.pixels[place + channel])
                    var expected = pixel
                    if let patch = geometry.patch(atOriginalRow: y, column: x) {
                        let index = patch.row * geometry.grid.columns + patch.column
                        let color = (channels[channel][index] * 255).rounded()
                        if coverage[index] == 1 { expected = (pixel + color) / 2 }
                    }
                    #expect(abs(Float(drawn.pixels[place + channel]) - expected) <= 0.51)
                }
            }
        }
    }

    /// Alone there is paper where there is no colour.
    @Test func aloneTheyLieOnPaper() throws {
        let geometry = Samples.landscape
        let zeros = [Float](repeating: 0, count: geometry.grid.count)
        var coverage = zeros
        coverage[0] = 1
        let finding = MethodFinding(Self.maps(geometry, [zeros, zeros, zeros, coverage]), drawing: .colors)
        let style = OverlayStyle(layout: .heatmap, opacity: 0.3, upsampling: .nearest)
        let drawn = try OverlayRenderer(style: style).rendered(Self.picture, findings: [finding])
        #expect(Array(drawn.pixels.prefix(3)) == [0, 0, 0] && Array(drawn.pixels.suffix(3)) == [255, 255, 255])
    }

    private static func object(_ geometry: PatchGeometry, box: ObjectBox? = nil) -> MethodFinding {
        let values = (0..<geometry.grid.count).map { Float($0 % geometry.grid.columns < 3 ? 1 : 0) }
        return MethodFinding(
            [Samples.map(geometry, values: values, layer: nil, source: .method("lost"))], drawing: .mask,
            boxes: box.map { [$0] } ?? [])
    }

    /// Beside the mask the picture is as it was; on it, it has the colour.
    @Test func aMaskLeavesTheRestAsItIs() throws {
        let geometry = Samples.landscape
        let style = OverlayStyle(colormap: .viridis, opacity: 1, upsampling: .nearest)
        let drawn = try OverlayRenderer(style: style).rendered(Self.picture, findings: [Self.object(geometry)])
        let color = Colormap.viridis[255]
        for (x, isMember) in [(0, true), (60, true), (100, false), (202, false)] {
            let place = (40 * 203 + x) * 3
            let expected =
                isMember ? [color.red, color.green, color.blue] : Array(Self.picture.pixels[place..<place + 3])
            #expect(Array(drawn.pixels[place..<place + 3]) == expected)
        }
    }

    /// A dark line, a white one twice as wide, a dark one, inward from the box's edge.
    @Test func boxesAreOutlined() throws {
        let box = ObjectBox(top: 20, left: 30, height: 70, width: 90)
        let finding = Self.object(Samples.landscape, box: box)
        let style = OverlayStyle(opacity: 0, upsampling: .nearest)
        let drawn = try OverlayRenderer(style: style).rendered(Self.picture, findings: [finding])
        func pixel(_ y: Int, _ x: Int) -> [UInt8] { Array(drawn.pixels[(y * 203 + x) * 3..<(y * 203 + x) * 3 + 3]) }
        func untouched(_ y: Int, _ x: Int) -> Bool {
            pixel(y, x) == Array(Self.picture.pixels[(y * 203 + x) * 3..<(y * 203 + x) * 3 + 3])
        }
        let (ink, paper): ([UInt8], [UInt8]) = ([32, 32, 32], [255, 255, 255])
        for (inset, color) in [(0, ink), (1, paper), (2, paper), (3, ink)] {
            #expect(pixel(20 + inset, 75) == color && pixel(89 - inset, 75) == color)
            #expect(pixel(55, 30 + inset) == color && pixel(55, 119 - inset) == color)
            #expect(pixel(20 + inset, 30 + inset) == color)
        }
        #expect(untouched(19, 75) && untouched(90, 75) && untouched(55, 29) && untouched(55, 120))
        #expect(untouched(24, 75) && untouched(55, 34))
    }

    /// Rows can be drawn by any number of threads, and boxes of one pixel do not go beyond the picture.
    @Test func filesDoNotDependOnThreads() throws {
        let folder = try TemporaryFolder()
        let geometry = Samples.whole(700, 900, rows: 16, columns: 20)
        let picture = Samples.picture(geometry.original)
        let channels = (0..<4).map { Self.noise(geometry.grid.count, seed: UInt64($0)) }
        let findings = [
            MethodFinding(Self.maps(geometry, channels), drawing: .colors),
            Self.object(geometry, box: ObjectBox(top: 699, left: 899, height: 1, width: 1)),
        ]
        for (index, finding) in findings.enumerated() {
            for threads in [1, 3] {
                try OverlayRenderer(threads: threads).render(
                    picture, finding: finding, to: "\(folder.path)/\(index)-\(threads).png")
            }
            #expect(try folder.bytes(of: "\(index)-1.png") == folder.bytes(of: "\(index)-3.png"))
        }
    }

    /// On a page of several, every cell is the same method's drawing of the small picture.
    @Test(arguments: [true, false])
    func severalFindingsOnAPage(legend: Bool) throws {
        let geometry = Samples.landscape
        let heat = MethodFinding([Samples.map(geometry, layer: nil, source: .method("rollout"))])
        let colors = MethodFinding(
            Self.maps(geometry, (0..<3).map { Self.noise(geometry.grid.count, seed: UInt64($0)) }), drawing: .colors)
        let object = Self.object(geometry, box: ObjectBox(top: 0, left: 0, height: 131, width: 76))
        let style = OverlayStyle(layout: .grid, legend: legend)
        let page = try OverlayRenderer(style: style).rendered(Self.picture, findings: [heat, colors, object])
        for finding in [heat, colors, object] {
            let cell = try OverlayRenderer().rendered(Self.picture, findings: [finding])
            let isThere = (0..<page.size.height - cell.size.height).contains { top in
                (0..<page.size.width - cell.size.width).contains { left in
                    page.pixels[(top * page.size.width + left) * 3] == cell.pixels[0]
                        && LayoutTests.holds(page, cell, top: top, left: left)
                }
            }
            #expect(isThere)
        }
    }

    @Test(arguments: OverlayLayout.allCases)
    func aLegendSaysWhatIsSeen(layout: OverlayLayout) throws {
        let finding = Self.object(Samples.landscape)
        let bare = try OverlayRenderer(style: OverlayStyle(layout: layout)).rendered(
            Self.picture, findings: [finding])
        let legend = try OverlayRenderer(style: OverlayStyle(layout: layout, legend: true)).rendered(
            Self.picture, findings: [finding])
        #expect(legend.size.height > bare.size.height)
        #expect(LayoutTests.holds(legend, bare))
    }
}
