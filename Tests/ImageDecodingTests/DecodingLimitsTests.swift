import ImageDecoding
import TestSupport
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

    /// Orientation 8 of this file stands behind its pixels; turning it takes another picture's bytes.
    @Test func turningIsCountedWhenTheOrientationComesLate() throws {
        let picture = try Self.decode("Upright/8.png")
        let needed = try 2 * picture.pixels.count + FixtureFiles.bytes("Upright/8.png").count
        #expect(throws: DecodingError.tooManyBytes(needed: needed, limit: needed - 1)) {
            try Self.decode("Upright/8.png", bytes: needed - 1)
        }
    }

    /// 500 scans may go through 64 pixels each where the limit is ten times that; where it is 64 itself, 50 may.
    @Test func scansAreCountedWithTheirPixels() throws {
        #expect(try Self.decode("Damaged/odd-scans-500.jpg", pixels: 640).size == PictureSize(height: 8, width: 8))
        #expect(throws: DecodingError.tooManyScans(found: 500, limit: 50)) {
            try Self.decode("Damaged/odd-scans-500.jpg", pixels: 64)
        }
        #expect(throws: DecodingError.tooManyScans(found: 501, limit: 500)) {
            try Self.decode("Damaged/scans-501.jpg")
        }
    }

    /// Of a picture so large that going through it 500 times would take minutes.
    @Test func manyScansOfALargePictureAreRefusedSoon() throws {
        var bytes = try FixtureFiles.bytes("Damaged/scans-501.jpg")
        let frame = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC2 })
        bytes.replaceSubrange(frame + 5..<frame + 9, with: [0x1F, 0x40, 0x1F, 0x40])
        let duration = processorTime {
            #expect(throws: DecodingError.tooManyScans(found: 501, limit: 78)) { try Picture(decoding: bytes) }
        }
        #expect(duration < .seconds(1))
    }

    /// Two bytes a sample of every component are kept until the last scan: 3 of RGB, and 2 · 1.5 of 4:2:0.
    @Test func coefficientsOfProgressiveFilesCount() throws {
        let error = #expect(throws: DecodingError.self) {
            try Self.decode("JPEG/ycbcr-420-progressive.jpg", bytes: 1)
        }
        guard case .tooManyBytes(let needed, 1)? = error else {
            Issue.record("found \(String(describing: error))")
            return
        }
        let file = try FixtureFiles.bytes("JPEG/ycbcr-420-progressive.jpg").count
        // 29×35 pixels, and 32×48 of their blocks in full.
        #expect(needed == 3 * 29 * 35 + 2 * 32 * 48 * 3 / 2 + file)
    }
}
