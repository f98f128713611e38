import ImageDecoding
import TestSupport
import Testing

@Suite("Damaged files")
struct DamagedFileTests {
    /// What kind of error a file must give; the words are the codec's.
    enum Kind: String {
        case corrupt, truncated, unsupported, tooManyPixels, tooManyBytes, tooManyScans, other

        init(_ error: DecodingError) {
            switch error {
            case .corrupt: self = .corrupt
            case .truncated: self = .truncated
            case .unsupported: self = .unsupported
            case .tooManyPixels: self = .tooManyPixels
            case .tooManyBytes: self = .tooManyBytes
            case .tooManyScans: self = .tooManyScans
            default: self = .other
            }
        }
    }

    static let expected: [(path: String, kind: Kind)] = [
        ("bad-crc.png", .corrupt), ("bad-header-crc.png", .corrupt), ("bad-adler.png", .corrupt),
        ("rows-missing.png", .corrupt), ("no-end.png", .truncated), ("no-palette.png", .corrupt),
        ("no-data.png", .corrupt), ("unknown-critical.png", .corrupt), ("zero-width.png", .corrupt),
        ("bad-depth.png", .corrupt), ("bomb.png", .tooManyPixels), ("bomb-interlaced.png", .tooManyPixels),
        ("12-bit.jpg", .unsupported), ("lossless.jpg", .unsupported), ("two-components.jpg", .unsupported),
        ("bomb.jpg", .tooManyPixels), ("bomb-progressive.jpg", .tooManyBytes), ("scans-501.jpg", .tooManyScans),
        ("hole.jpg", .corrupt), ("no-end.jpg", .truncated), ("header-only.jpg", .truncated),
    ]

    @Test(arguments: expected)
    func isRefusedForWhatIsWrong(path: String, kind: Kind) throws {
        let error = #expect(throws: DecodingError.self) { try FixtureFiles.picture("Damaged/\(path)") }
        #expect(error.map(Kind.init) == kind)
        #expect(error?.description.isEmpty == false)
    }

    /// Refusing must not take the time that decoding would.
    @Test(arguments: expected.filter { $0.path.hasPrefix("bomb") })
    func aBombIsRefusedByItsHeader(path: String, kind: Kind) throws {
        let bytes = try FixtureFiles.bytes("Damaged/\(path)")
        #expect(processorTime { _ = try? Picture(decoding: bytes) } < .milliseconds(100))
    }

    @Test func moreThan500ScansAreRefusedSoon() throws {
        let bytes = try FixtureFiles.bytes("Damaged/scans-501.jpg")
        #expect(processorTime { _ = try? Picture(decoding: bytes) } < .seconds(1))
    }

    static let all = FixtureFiles.paths(in: "Damaged", ending: "g")
    static let odd = all.filter { $0.contains("/odd-") }

    @Test func everyFileIsExpected() {
        #expect(Self.odd.count == 5)
        #expect(Self.all.count == Self.expected.count + Self.odd.count)
    }

    /// Bytes behind the end, data behind the last pixel, metadata with a wrong checksum, 500 scans:
    /// the pixels are whole.
    @Test(arguments: odd)
    func isDecodedInSpiteOfAnOddity(path: String) throws {
        let picture = try FixtureFiles.picture(path)
        #expect(picture.pixels.contains { $0 != picture.pixels[0] } || path.contains("scans"))
    }

    /// Wherever a file is cut, something is missing.
    @Test(arguments: FixtureFiles.small)
    func aCutFileIsAnError(path: String) throws {
        let bytes = try FixtureFiles.bytes(path)
        for sixteenth in 0..<16 {
            let cut = Array(bytes.prefix(bytes.count * sixteenth / 16))
            #expect(throws: DecodingError.self, "cut at \(cut.count) of \(bytes.count)") { try Picture(decoding: cut) }
        }
    }

    /// The classes of the sixteen places, on a photograph whose cuts fall into its pixels.
    @Test(arguments: ["chelsea.png", "rocket.jpg"])
    func aCutPhotographIsCalledIncomplete(name: String) throws {
        let bytes = try SampleImages.bytes(name)
        for sixteenth in 1..<16 {
            let cut = Array(bytes.prefix(bytes.count * sixteenth / 16))
            let error = #expect(throws: DecodingError.self) { try Picture(decoding: cut) }
            #expect(error.map(Kind.init) == .truncated)
        }
    }
}
