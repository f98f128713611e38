import ImageDecoding
import Testing

/// Files that end too early, where that is allowed: nothing is made up, and the picture says so.
@Suite("Truncated files that are allowed")
struct TruncatedFileTests {
    private static func decode(_ bytes: [UInt8]) throws -> Picture {
        try Picture(decoding: bytes, options: DecodingOptions(allowsTruncated: true))
    }

    /// How many rows from the top are the whole picture's.
    private static func soundRows(of cut: Picture, as whole: Picture) -> Int {
        let length = whole.size.width * 3
        let differing = cut.pixels.indices.first { cut.pixels[$0] != whole.pixels[$0] }
        return differing.map { $0 / length } ?? whole.size.height
    }

    /// A PNG without passes: rows, and grey below them.
    @Test func aPNGIsDecodedRowByRow() throws {
        let bytes = try SampleImages.bytes("chelsea.png")
        let whole = try Picture(decoding: bytes)
        var before = 0
        for quarter in 1...3 {
            let cut = try Self.decode(Array(bytes.prefix(bytes.count * quarter / 4)))
            #expect(cut.size == whole.size && cut.warnings == [.truncated])
            let rows = Self.soundRows(of: cut, as: whole)
            #expect(abs(rows - whole.size.height * quarter / 4) < whole.size.height / 10 && rows > before)
            #expect(cut.pixels.dropFirst(rows * whole.size.width * 3).allSatisfy { $0 == 128 })
            before = rows
        }
    }

    /// Baseline: rows of blocks. What follows the last is one grey.
    @Test func aJPEGIsDecodedBlockByBlock() throws {
        let bytes = try SampleImages.bytes("rocket.jpg")
        let whole = try Picture(decoding: bytes)
        let cut = try Self.decode(Array(bytes.prefix(bytes.count / 2)))
        #expect(cut.size == whole.size && cut.warnings == [.truncated])
        let rows = Self.soundRows(of: cut, as: whole)
        #expect(rows > whole.size.height / 4 && rows < whole.size.height)
        #expect(cut.pixels.suffix(16 * whole.size.width * 3).allSatisfy { $0 == 128 })
    }

    /// Passes and scans that are missing leave what came before: no pixel is grey for want of data.
    @Test(arguments: ["PNG/rgb-8.adam7.png", "PNG/rgba-8.adam7.png", "JPEG/ycbcr-420-progressive.jpg"])
    func whatComesInPassesStaysCoarse(path: String) throws {
        let bytes = try FixtureFiles.bytes(path)
        let whole = try Picture(decoding: bytes)
        let cut = try Self.decode(Array(bytes.prefix(bytes.count * 3 / 4)))
        #expect(cut.size == whole.size && cut.warnings == [.truncated] && cut.pixels != whole.pixels)
        let grey = stride(from: 0, to: cut.pixels.count, by: 3).count { cut.pixels[$0..<$0 + 3] == [128, 128, 128] }
        #expect(grey * 10 < cut.pixels.count / 3)
    }

    /// All pixels are there; what is missing is the end that proves it.
    @Test(arguments: ["Damaged/no-end.png", "Damaged/no-end.jpg"])
    func withoutItsEndAFileHasAllPixels(path: String) throws {
        let cut = try Self.decode(FixtureFiles.bytes(path))
        #expect(cut.warnings == [.truncated])
        #expect(Set(cut.pixels).count > 16)
    }

    /// No pixel at all is no picture.
    @Test(arguments: ["JPEG/ycbcr-444.jpg", "PNG/rgb-8.png", "Damaged/header-only.jpg"])
    func withoutPixelsAFileIsAnError(path: String) throws {
        let bytes = try FixtureFiles.bytes(path)
        for count in 1..<min(40, bytes.count) {
            #expect(throws: DecodingError.self) { try Self.decode(Array(bytes.prefix(count))) }
        }
        guard path.contains("Damaged") else { return }
        let error = #expect(throws: DecodingError.self) { try Self.decode(bytes) }
        guard case .truncated? = error else {
            Issue.record("found \(String(describing: error))")
            return
        }
    }

    /// Wherever a file is cut, it is called incomplete, or is a picture that is: never damaged, never whole.
    @Test(arguments: FixtureFiles.small)
    func isIncompleteWhereverItIsCut(path: String) throws {
        let bytes = try FixtureFiles.bytes(path)
        for count in stride(from: 8, to: bytes.count, by: max(1, bytes.count / 100)) {
            do throws(DecodingError) {
                let options = DecodingOptions(allowsTruncated: true)
                let picture = try Picture(decoding: Array(bytes.prefix(count)), options: options)
                #expect(picture.warnings.contains(.truncated), "cut at \(count)")
            } catch {
                guard case .truncated = error else {
                    Issue.record("cut at \(count): \(error)")
                    return
                }
            }
        }
    }

    /// What is wrong in another way is an error with the permission as without, cut or not.
    @Test(
        arguments: DamagedFileTests.expected.filter { $0.kind != .truncated }.map(\.path))
    func damageIsAnErrorAllTheSame(path: String) throws {
        let bytes = try FixtureFiles.bytes("Damaged/\(path)")
        #expect(throws: DecodingError.self) { try Self.decode(bytes) }
    }

    /// A wrong checksum of pixels before the place where the file ends.
    @Test func aWrongChecksumBeforeTheEndIsAnError() throws {
        var bytes = try SampleImages.bytes("chelsea.png")
        bytes[bytes.count / 4] ^= 1
        let error = #expect(throws: DecodingError.self) { try Self.decode(Array(bytes.prefix(bytes.count * 7 / 8))) }
        guard case .corrupt? = error else {
            Issue.record("found \(String(describing: error))")
            return
        }
    }

    /// The permission changes nothing of a sound file.
    @Test(arguments: FixtureFiles.small)
    func soundFilesAreTheSame(path: String) throws {
        let bytes = try FixtureFiles.bytes(path)
        #expect(try Self.decode(bytes) == Picture(decoding: bytes))
    }
}
