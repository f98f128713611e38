import AttentionExport
import AttentionMaps
import CKernels
import ImageDecoding
import Testing

@Suite("Blending")
struct BlendingTests {
    /// Every pair of channel values, in rows of lengths that no vector divides.
    @Test(arguments: [0.0, 0.25, 0.3, 0.5, 0.6, 0.77, 1.0])
    func isThePlainKernelsForAllValues(opacity: Double) {
        var greys = patchlens_palette()
        patchlens_make_palette((0..<256).map { $0 << 16 | $0 << 8 | $0 }, &greys)
        let levels = (0..<65536).map { UInt8($0 & 255) }
        let pixels = (0..<65536).flatMap { [UInt8](repeating: UInt8($0 >> 8), count: 3) }
        let weight = UInt32((opacity * Double(patchlens_full_weight)).rounded())
        var blended = [UInt8](repeating: 0, count: 3 * 65536)
        patchlens_blend_levels(levels, pixels, 65535, &greys, weight, &blended)
        // The last was not asked for.
        #expect(blended.suffix(3) == [0, 0, 0])
        let colors = levels.flatMap { [$0, $0, $0] }
        let exact = zip(pixels, colors).map { Double($0) * (1 - opacity) + Double($1) * opacity }.dropLast(3)
        // Nearest to within what 15 bits of opacity can say.
        #expect(zip(blended, exact).allSatisfy { abs(Double($0) - $1) <= 0.5 + 255.0 / 65536 })
        var plain = [UInt8](repeating: 0, count: 3 * 65536)
        patchlens_blend_plain(pixels, colors, 3 * 65535, weight, &plain)
        #expect(blended == plain)
    }

    /// Colours of which no two channels or levels are alike.
    static let palette: patchlens_palette = {
        let colors = (0..<256).map { (level: UInt32) -> UInt32 in
            let (red, green, blue) = (level, 255 - level, level * 7 % 256)
            return red << 16 | green << 8 | blue
        }
        var palette = patchlens_palette()
        patchlens_make_palette(colors, &palette)
        return palette
    }()

    /// Counts around vectors' sizes, and every level.
    static let counts = [0, 1, 2, 9, 63, 64, 65, 127, 128, 130, 256, 1023, 1024, 1025, 1100]

    @Test(arguments: counts)
    func paintsWhatThePlainKernelDoes(count: Int) {
        var palette = Self.palette
        let levels = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) }
        var output = [UInt8](repeating: 77, count: count * 3 + 64)
        patchlens_paint_levels(levels, Int64(count), &palette, &output)
        let expected = levels.flatMap { (level: UInt8) -> [UInt8] in [level, 255 - level, level &* 7] }
        #expect(Array(output.prefix(count * 3)) == expected)
        #expect(output.dropFirst(count * 3).allSatisfy { $0 == 77 })
        var plain = output
        patchlens_paint_levels_plain(levels, Int64(count), &palette, &plain)
        #expect(plain == output)
    }

    @Test(arguments: counts, [UInt32(0), 1, 19661, 32767, 32768])
    func blendsWhatWasPainted(count: Int, weight: UInt32) {
        var palette = Self.palette
        let levels = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) }
        let pixels = (0..<count * 3).map { UInt8(truncatingIfNeeded: $0 * 101 >> 2) }
        var output = [UInt8](repeating: 77, count: count * 3 + 64)
        patchlens_blend_levels(levels, pixels, Int64(count), &palette, weight, &output)
        var expected = [UInt8](repeating: 77, count: count * 3 + 64)
        patchlens_paint_levels_plain(levels, Int64(count), &palette, &expected)
        patchlens_blend_plain(pixels, expected, Int64(count * 3), weight, &expected)
        #expect(output == expected)
    }

    @Test func opacityZeroIsThePicture() throws {
        let picture = Samples.picture(Samples.landscape.original)
        #expect(try picture.overlaid(with: Samples.map(Samples.landscape), opacity: 0) == picture)
    }

    @Test(arguments: Colormap.allCases, Upsampling.allCases)
    func anOverlayIsHeatMapAndPictureBlended(colors: Colormap, upsampling: Upsampling) throws {
        let picture = Samples.picture(Samples.portrait.original)
        let map = Samples.map(Samples.portrait)
        let style = OverlayStyle(layout: .heatmap, colormap: colors, upsampling: upsampling)
        let heat = try OverlayRenderer(style: style).rendered(picture, maps: [map])
        let overlay = try picture.overlaid(with: map, colors: colors, opacity: 0.6, upsampling: upsampling)
        #expect(overlay.size == picture.size)
        let exact = zip(picture.pixels, heat.pixels).map { Double($0) * 0.4 + Double($1) * 0.6 }
        #expect(zip(overlay.pixels, exact).allSatisfy { abs(Double($0) - $1) <= 0.51 })
    }

    @Test(arguments: [-0.1, 1.1, Double.infinity])
    func anOpacityIsFromZeroToOne(opacity: Double) {
        let picture = Samples.picture(Samples.landscape.original)
        #expect(throws: ExportError.invalidOpacity(opacity)) {
            try picture.overlaid(with: Samples.map(Samples.landscape), opacity: opacity)
        }
    }

    @Test func aMapOfAnotherPictureIsAnError() {
        let other = PictureSize(height: 10, width: 12)
        #expect(throws: ExportError.wrongPicture(found: other, expected: Samples.landscape.original)) {
            try Samples.picture(other).overlaid(with: Samples.map(Samples.landscape))
        }
    }
}
