import ImageDecoding
import TestSupport
import Testing

@Suite("JPEGs decoded at less than their size")
struct ReducedDecodingTests {
    static let jpegs = FixtureFiles.paths(in: "JPEG", ending: ".jpg")

    static func decode(_ path: String, atLeast size: PictureSize) throws -> Picture {
        try Picture(decoding: FixtureFiles.bytes(path)) { _ in size }
    }

    /// Sides are rounded up: 29×35 pixels are 15×18, 8×9 and 4×5.
    @Test(arguments: [
        ((29, 35), (29, 35)), ((16, 10), (29, 35)), ((15, 18), (15, 18)), ((9, 9), (15, 18)), ((8, 9), (8, 9)),
        ((4, 6), (8, 9)), ((4, 5), (4, 5)), ((1, 1), (4, 5)), ((30, 1), (29, 35)),
    ])
    func isTheLeastThatIsEnough(enough: (Int, Int), expected: (Int, Int)) throws {
        for path in Self.jpegs where !path.contains("one-pixel") {
            let picture = try Self.decode(path, atLeast: PictureSize(height: enough.0, width: enough.1))
            #expect(picture.size == PictureSize(height: expected.0, width: expected.1), "\(path)")
            #expect(picture.originalSize == JPEGDecodingTests.size, "\(path)")
        }
    }

    @Test func onePixelStaysOne() throws {
        let picture = try Self.decode("JPEG/one-pixel.jpg", atLeast: PictureSize(height: 1, width: 1))
        #expect(picture == (try FixtureFiles.picture("JPEG/one-pixel.jpg")))
    }

    /// The size that is enough is upright, and so is the result; all eight files are the same upright picture.
    @Test(arguments: 1...8)
    func everyOrientationIsUpright(orientation: Int) throws {
        var asked: PictureSize?
        let picture = try Picture(decoding: FixtureFiles.bytes("Upright/\(orientation).jpg")) { original in
            asked = original
            return PictureSize(height: 12, width: 5)
        }
        #expect(asked == PictureSize(height: 24, width: 16))
        #expect(picture.originalSize == asked)
        #expect(picture.size == PictureSize(height: 12, width: 8))
        let whole = try FixtureFiles.picture("Upright/\(orientation).jpg")
        #expect(picture.orientation == whole.orientation)
        let small = whole.resized(to: picture.size, by: .bilinear)
        let differences = zip(picture.pixels, small.pixels).map { abs(Int($0) - Int($1)) }
        // Another filter, but the same places: turned or mirrored otherwise, the mean would be tens of levels.
        #expect(differences.reduce(0, +) < 12 * differences.count)
    }

    /// A photograph at half its size is nearly what halving it gives; by how much they differ is a fact about libjpeg.
    @Test func aPhotographIsNearlyTheSame() throws {
        let path = ProjectPaths.images + "/rocket.jpg"
        let whole = try Picture(contentsOf: path)
        let half = try Picture(contentsOf: path) { PictureSize(height: $0.height / 2, width: $0.width / 2) }
        #expect(whole.size == PictureSize(height: 427, width: 640) && half.size == PictureSize(height: 214, width: 320))
        let resized = whole.resized(to: half.size, by: .bicubic)
        let differences = zip(half.pixels, resized.pixels).map { abs(Int($0) - Int($1)) }
        #expect(differences.reduce(0, +) < 2 * differences.count)
    }

    @Test func aPNGIsAlwaysDecodedWhole() throws {
        let whole = try FixtureFiles.picture("PNG/rgb-8.png")
        #expect(try Self.decode("PNG/rgb-8.png", atLeast: PictureSize(height: 1, width: 1)) == whole)
    }

    /// The grid is that of the whole picture, whose sides may round otherwise than the reduced ones'.
    @Test func patchesAreThoseOfTheWholePicture() throws {
        let preprocessing = PicturePreprocessing(
            patchSize: 2, shortSide: 8, mean: [0, 0, 0], standardDeviation: [1, 1, 1])
        let reduced = try Self.decode("JPEG/ycbcr-444.jpg", atLeast: PictureSize(height: 15, width: 18))
        let patches = try preprocessing.patches(of: reduced)
        #expect(patches.geometry == (try preprocessing.geometry(for: JPEGDecodingTests.size)))
        #expect(patches.geometry.original == JPEGDecodingTests.size)
    }

    /// A damaged file is an error at any size.
    @Test(arguments: ["no-end.jpg", "hole.jpg", "header-only.jpg"])
    func damageIsReported(name: String) {
        #expect(throws: DecodingError.self) {
            try Self.decode("Damaged/\(name)", atLeast: PictureSize(height: 1, width: 1))
        }
    }
}
