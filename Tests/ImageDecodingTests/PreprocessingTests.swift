import ImageDecoding
import Tensors
import TestSupport
import Testing

@Suite("Preprocessing")
struct PreprocessingTests {
    static let golden = try? GoldenFile(path: FixtureFiles.folder + "/preprocessing.safetensors")

    static func preprocessing(
        patchSize: Int = 14, shortSide: Int = 224, fit: PictureFit = .whole, edge: Int = 256, crop: Int? = nil
    ) -> PicturePreprocessing {
        PicturePreprocessing(
            patchSize: patchSize, shortSide: shortSide, fit: fit, mean: [0.485, 0.456, 0.406],
            standardDeviation: [0.229, 0.224, 0.225], processorSize: .shortestEdge(edge),
            crop: crop.map { CenterCrop(PictureSize(height: $0, width: $0)) })
    }

    /// The rows of a table, as integers.
    static func table(_ name: String) throws -> [[Int]] {
        let golden = try #require(Self.golden)
        let width = try golden.shape(name)[1]
        let values = try golden.floats(name).map { Int($0) }
        return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
    }

    @Test func wholePicturesGetTheGridOfTheRule() throws {
        let rows = try Self.table("grids")
        #expect(rows.count > 900)
        for row in rows {
            var preprocessing = Self.preprocessing(patchSize: row[3], shortSide: row[2])
            preprocessing.maximumPatches = PatchGrid.maximumCount
            let geometry = try preprocessing.geometry(
                for: PictureSize(height: row[0], width: row[1]), orientation: 6)
            #expect(geometry.grid == PatchGrid(rows: row[4], columns: row[5], patchSize: row[3]), "\(row)")
            #expect(geometry.resized == geometry.grid.size && geometry.cropTop == 0 && geometry.cropLeft == 0)
            #expect(geometry.orientation == 6)
        }
    }

    @Test func cropsLieWhereHuggingFacePutsThem() throws {
        let rows = try Self.table("crops")
        #expect(rows.count == 8)
        for row in rows {
            let geometry = try Self.preprocessing(patchSize: row[3], fit: .processor, edge: row[2], crop: row[3])
                .geometry(for: PictureSize(height: row[0], width: row[1]))
            #expect(geometry.resized == PictureSize(height: row[4], width: row[5]), "\(row)")
            #expect([geometry.cropTop, geometry.cropLeft] == [row[6], row[7]], "\(row)")
            #expect(geometry.grid == PatchGrid(rows: 1, columns: 1, patchSize: row[3]))
        }
    }

    @Test(arguments: SampleImages.names)
    func pixelsAndPatchesAreThoseOfTheImageProcessor(name: String) throws {
        let golden = try #require(Self.golden)
        let picture = try SampleImages.picture(name)
        let preprocessing = Self.preprocessing(patchSize: 12, fit: .processor, edge: 27, crop: 24)
        #expect(try preprocessing.resizedPixels(of: picture).pixels == golden.bytes("resized \(name)"))

        let patches = try preprocessing.patches(of: picture)
        let expected = try golden.floats("patches \(name)")
        #expect(patches.values.shape == [4, 432])
        #expect(try golden.shape("patches \(name)") == [4, 432])
        #expect(patches.values.elements == expected)
    }

    @Test(arguments: SampleImages.names)
    func wholePicturesAt224AreThoseTheGoldenTokensWereMadeFrom(name: String) throws {
        let golden = try GoldenFile(named: String(name.prefix { $0 != "." }))
        let pixels = try Self.preprocessing().resizedPixels(of: SampleImages.picture(name))
        #expect(try [pixels.size.height, pixels.size.width, 3] == golden.shape("resized_rgb8"))
        #expect(try pixels.pixels == golden.bytes("resized_rgb8"))
    }

    /// Each value of a patch, found again in the picture by the definition of the order.
    @Test func patchesAreChannelsThenRowsThenColumns() throws {
        let picture = ResizingTests.madePicture(PictureSize(height: 28, width: 42))
        let patches = try Self.preprocessing(shortSide: 28).patches(of: picture)
        #expect(patches.geometry.grid == PatchGrid(rows: 2, columns: 3, patchSize: 14))
        let (mean, deviation) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
        for (patch, channel, row, column) in [(0, 0, 0, 0), (1, 2, 3, 5), (4, 1, 13, 0), (5, 2, 13, 13)] {
            let (y, x) = (patch / 3 * 14 + row, patch % 3 * 14 + column)
            let value = Double(picture.pixels[(y * 42 + x) * 3 + channel]) / 255
            let expected = Float((value - mean[channel]) / deviation[channel])
            #expect(abs(patches.values[patch, channel * 196 + row * 14 + column] - expected) < 1e-6)
        }
    }

    @Test func aPixelBecomesOnePatch() throws {
        let picture = Picture(size: PictureSize(height: 1, width: 1), pixels: [10, 20, 30])
        let patches = try Self.preprocessing(shortSide: 14).patches(of: picture)
        #expect(patches.values.shape == [1, 588])
        #expect(Set(patches.values.elements).count == 3)
    }

    @Test func absurdlyLongPicturesAreRefusedByNumber() throws {
        let size = PictureSize(height: 1, width: 50_000)
        let error = #expect(throws: PatchError.self) { try Self.preprocessing().geometry(for: size) }
        #expect(error == .tooManyPatches(rows: 16, columns: 800_000, picture: size, limit: 16_384))
        #expect(error?.description.contains("16384") == true)
    }

    /// The processor resizes this one to 256×12,800,000, of which only the crop is ever computed.
    @Test func aCropOfAnAbsurdlyLongPictureIsComputedAlone() throws {
        let picture = ResizingTests.madePicture(PictureSize(height: 1, width: 50_000))
        let pixels = try Self.preprocessing(fit: .processor, crop: 224).resizedPixels(of: picture)
        #expect(pixels.size == PictureSize(height: 224, width: 224))
    }

    @Test func whatLeavesNoPatchIsAnError() throws {
        let size = PictureSize(height: 100, width: 100)
        #expect(throws: PatchError.smallerThanPatch(PictureSize(height: 10, width: 10), patchSize: 14)) {
            try Self.preprocessing(fit: .processor, crop: 10).geometry(for: size)
        }
        for shortSide in [0, -3, 65_537] {
            #expect(throws: PatchError.self) { try Self.preprocessing(shortSide: shortSide).geometry(for: size) }
        }
    }

    /// 20 rows and columns around the picture show none of it, and those of its pixels that a grid's end cuts off.
    @Test func aCropLargerThanThePictureIsFilled() throws {
        let picture = ResizingTests.madePicture(PictureSize(height: 100, width: 100))
        var preprocessing = Self.preprocessing(fit: .processor, edge: 200)
        preprocessing.crop = CenterCrop(PictureSize(height: 240, width: 240), fill: [1, 2, 3])
        let geometry = try preprocessing.geometry(for: picture.size)
        #expect(geometry.cropTop == -20 && geometry.cropLeft == -20 && geometry.grid.rows == 17)
        #expect(geometry.originalRectangle(row: 0, column: 0) == (-10, -10, -3, -3))
        #expect(geometry.patch(atOriginalRow: 0, column: 0).map { [$0.row, $0.column] } == [1, 1])

        let pixels = try preprocessing.resizedPixels(of: picture)
        let resized = picture.resized(to: PictureSize(height: 200, width: 200), by: .bicubic)
        let inside = PictureSize(height: 200, width: 200)
        #expect(pixels.size == PictureSize(height: 238, width: 238))
        #expect(pixels.cropped(top: 20, left: 20, to: inside).pixels == resized.pixels)
        let corner = pixels.cropped(top: 0, left: 0, to: PictureSize(height: 1, width: 238))
        #expect(corner.pixels == (0..<238).flatMap { _ in [1, 2, 3] as [UInt8] })
    }

    @Test(arguments: [
        (ProcessorSize.unchanged, PictureSize(height: 45, width: 61), PatchGrid(rows: 3, columns: 4, patchSize: 14)),
        (
            .exact(PictureSize(height: 30, width: 50)), PictureSize(height: 30, width: 50),
            PatchGrid(rows: 2, columns: 3, patchSize: 14)
        ),
    ])
    func withoutCropTheRestBeyondWholePatchesIsLeftOut(target: ProcessorSize, resized: PictureSize, grid: PatchGrid)
        throws
    {
        var preprocessing = Self.preprocessing(fit: .processor)
        preprocessing.processorSize = target
        let picture = ResizingTests.madePicture(PictureSize(height: 45, width: 61))
        let geometry = try preprocessing.geometry(for: picture.size)
        #expect(geometry.resized == resized && geometry.grid == grid)
        #expect(try preprocessing.patches(of: picture).values.shape == [grid.count, 588])
    }
}
