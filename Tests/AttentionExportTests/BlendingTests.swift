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
        let pixels = (0..<65536).map { UInt8($0 >> 8) }
        let colors = (0..<65536).map { UInt8($0 & 255) }
        var blended = [UInt8](repeating: 0, count: 65536)
        patchlens_blend(pixels, colors, 65535, UInt32((opacity * 65536).rounded()), &blended)
        // The last was not asked for.
        #expect(blended[65535] == 0)
        let exact = zip(pixels, colors).map { Double($0) * (1 - opacity) + Double($1) * opacity }.dropLast()
        // Nearest to within what 16 bits of opacity can say.
        #expect(zip(blended, exact).allSatisfy { abs(Double($0) - $1) <= 0.5 + 255.0 / 131072 })
        let plain = zip(pixels, colors).map { patchlens_blend_plain($0, $1, opacity) }.dropLast()
        #expect(zip(blended, plain).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }

    @Test(arguments: [0, 1, 2, 3, 15, 16, 17, 31, 33, 64, 100])
    func writesAsManyBytesAsAsked(count: Int) {
        let ones = [UInt8](repeating: 200, count: 128)
        var output = [UInt8](repeating: 7, count: 128)
        patchlens_blend(ones, ones, Int64(count), 32768, &output)
        #expect(output.prefix(count).allSatisfy { $0 == 200 })
        #expect(output.dropFirst(count).allSatisfy { $0 == 7 })
    }

    @Test(arguments: [0, 1, 2, 9])
    func paintsAsManyColorsAsAsked(count: Int) {
        let levels = (0..<10).map { UInt8($0 * 25) }
        let colors = (0..<256).map { level -> UInt32 in
            let color = RGB(red: UInt8(level), green: UInt8(255 - level), blue: 9)
            return UInt32(color.red) << 16 | UInt32(color.green) << 8 | UInt32(color.blue)
        }
        var output = [UInt8](repeating: 77, count: 40)
        patchlens_paint_levels(levels, Int64(count), colors, &output)
        let expected: [UInt8] = levels.prefix(count).flatMap { level -> [UInt8] in [level, 255 - level, 9] }
        #expect(Array(output.prefix(count * 3)) == expected)
        #expect(output.dropFirst(count * 3).allSatisfy { $0 == 77 })
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
