import ImageDecoding
import Testing

@Suite("PNG")
struct PNGDecodingTests {
    static let size = PictureSize(height: 11, width: 13)
    static let files = FixtureFiles.paths(in: "PNG", ending: ".png").filter { !$0.contains("every-") }

    /// What the script's numpy says the stored samples mean, before compositing: RGBA, 8 bits.
    static func storedColors(of path: String) throws -> [UInt8] {
        let name = path.replacing(".adam7", with: "").dropLast(".png".count)
        return try FixtureFiles.bytes(name + ".rgba")
    }

    /// 22 kinds of colour type, depth and tRNS, straight and interlaced; metadata; an animation.
    @Test func everyKindIsThere() { #expect(Self.files.count == 2 * 26 + 2) }

    @Test(arguments: files, AlphaTreatment.allCases)
    func everyKindDecodesToWhatItsSamplesMean(path: String, alpha: AlphaTreatment) throws {
        let picture = try FixtureFiles.picture(path, alpha: alpha)
        let rgba = try Self.storedColors(of: path)
        let expected = stride(from: 0, to: rgba.count, by: 4).flatMap { pixel in
            rgba[pixel..<pixel + 3].map { Self.composite($0, under: rgba[pixel + 3], alpha) }
        }
        #expect(picture.size == Self.size)
        #expect(picture.pixels == expected)
    }

    /// The rule in Double: v · α + ground · (1 − α), rounded to nearest.
    static func composite(_ value: UInt8, under alpha: UInt8, _ treatment: AlphaTreatment) -> UInt8 {
        let share = Double(alpha) / 255
        switch treatment {
        case .white: return UInt8((Double(value) * share + 255 * (1 - share)).rounded())
        case .black: return UInt8((Double(value) * share).rounded())
        case .drop: return value
        }
    }

    @Test func everyValueUnderEveryAlphaIsAsPillowComposesItOnWhite() throws {
        let pillow = try FixtureFiles.picture("PNG/every-alpha.on-white.png")
        #expect(try FixtureFiles.picture("PNG/every-alpha.png").pixels == pillow.pixels)
    }

    @Test func every16BitValueIsScaledAndRounded() throws {
        let picture = try FixtureFiles.picture("PNG/every-grey-16.png")
        let expected = (0..<65_536).flatMap { value in
            [UInt8](repeating: UInt8((Double(value) * 255 / 65_535).rounded()), count: 3)
        }
        #expect(picture.pixels == expected)
    }
}
