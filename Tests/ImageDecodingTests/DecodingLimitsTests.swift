import ImageDecoding
import Testing

@Suite("Limits")
struct DecodingLimitsTests {
    private static func decode(_ path: String, pixels: Int = 10_000, bytes: Int = 1 << 20) throws -> Picture {
        let limits = DecodingLimits(pixels: pixels, bytes: bytes)
        return try Picture(decoding: FixtureFiles.bytes(path), options: DecodingOptions(limits: limits))
    }

    @Test func theDefaultsAreTheDocumentedOnes() {
        #expect(DecodingLimits.default == DecodingLimits(pixels: 100_000_000, bytes: 536_870_912))
    }

    /// 11 × 13 pixels are allowed 143, and refused 142.
    @Test(arguments: ["PNG/grey-1.png", "PNG/rgba-16.adam7.png"])
    func pixelsAreCounted(path: String) throws {
        #expect(try Self.decode(path, pixels: 143).size == PictureSize(height: 11, width: 13))
        let error = #expect(throws: DecodingError.self) { try Self.decode(path, pixels: 142) }
        #expect(error == .tooManyPixels(found: PictureSize(height: 11, width: 13), limit: 142))
    }

    /// What the error says is needed is enough, and one byte less is not.
    @Test(arguments: ["PNG/rgba-16.adam7.png", "JPEG/ycbcr-420-progressive.jpg", "Upright/6.jpg", "Upright/3.png"])
    func bytesAreCounted(path: String) throws {
        let error = #expect(throws: DecodingError.self) { try Self.decode(path, bytes: 1) }
        guard case .tooManyBytes(let needed, 1)? = error else {
            Issue.record("found \(String(describing: error))")
            return
        }
        let picture = try Self.decode(path, bytes: needed)
        #expect(try needed > picture.pixels.count + FixtureFiles.bytes(path).count)
        #expect(throws: DecodingError.tooManyBytes(needed: needed, limit: needed - 1)) {
            try Self.decode(path, bytes: needed - 1)
        }
    }

    /// Orientation 8 of this file stands behind its pixels; turning it takes another picture's bytes, found out then.
    @Test func bytesAreCountedAgainWhenTheOrientationComesLate() throws {
        let picture = try Self.decode("Upright/8.png")
        let needed = try 2 * picture.pixels.count + FixtureFiles.bytes("Upright/8.png").count
        #expect(throws: DecodingError.tooManyBytes(needed: needed, limit: needed - 1)) {
            try Self.decode("Upright/8.png", bytes: needed - 1)
        }
    }
}
