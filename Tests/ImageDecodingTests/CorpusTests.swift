import ImageDecoding
import TestSupport
import Testing

/// Some eight hundred pictures that were made to test decoders, broken and hostile ones among them: none crashes,
/// hangs, or becomes other pixels than Pillow's without a reason.
@Suite(
    "Corpora of hostile files",
    .enabled(if: !CorpusFiles.corpora.isEmpty, "Tools/reliability/corpora.sh fetches them"))
struct CorpusTests {
    /// What becomes of a file.
    enum Outcome: String {
        case picture, unknownFormat, unsupported, corrupt, truncated, tooManyPixels, other

        init(_ bytes: [UInt8]) {
            do throws(DecodingError) {
                _ = try Picture(decoding: bytes)
                self = .picture
            } catch {
                switch error {
                case .unknownFormat: self = .unknownFormat
                case .unsupported: self = .unsupported
                case .corrupt: self = .corrupt
                case .truncated: self = .truncated
                case .tooManyPixels: self = .tooManyPixels
                default: self = .other
                }
            }
        }
    }

    /// Where we do otherwise than Pillow, and why.
    static let differences: [String: (outcome: Outcome, reason: String)] = {
        var all: [String: (outcome: Outcome, reason: String)] = [
            "libpng/contrib/testpngs/crashers/badcrc.png": (.corrupt, "Pillow passes over a wrong checksum of pixels"),
            "libpng/contrib/testpngs/crashers/huge_IDAT.png": (.truncated, "Pillow reads no further than the last row"),
            "libpng/contrib/testpngs/crashers/empty_ancillary_chunks.png": (.picture, "metadata alone are broken"),
            "pillow/apng/chunk_no_fctl.png": (.picture, "the animation is broken, its default image is whole"),
            "pillow/png_decompression_dos.png": (.picture, "what would fill memory are metadata, which are skipped"),
            "pillow/unknown_compression_method.png": (.picture, "of a colour profile, which is skipped"),
            "pillow/hopper_bad_exif.jpg": (
                .corrupt, "not for its EXIF: its pixels are damaged, and come out in stripes"
            ),
            "pillow/exif_imagemagick_orientation.png": (.picture, "EXIF in ImageMagick's text chunk is not read"),
            "pillow/xmp_tags_orientation.png": (.picture, "an orientation in XMP is not read"),
            "pillow/xmp_tags_orientation_exiftool.png": (.picture, "an orientation in XMP is not read"),
        ]
        for kind in ["gray-2-1.8", "gray-2-linear", "gray-2-sRGB", "gray-2", "gray-4-1.8", "gray-4-linear"]
            + ["gray-4-sRGB", "gray-4"]
        {
            all["libpng/contrib/testpngs/\(kind)-tRNS.png"] = (
                .picture, "Pillow takes the transparent grey for one of 8 bits"
            )
        }
        return all
    }()

    /// A file that is not the one that was looked at would be compared with another's pixels.
    @Test func everyFileIsTheOneThatIsExpected() throws {
        let unexpected = Set(CorpusFiles.paths()).symmetricDifference(CorpusFiles.entries.map(\.path))
        #expect(unexpected.sorted().isEmpty)
        for entry in CorpusFiles.entries {
            #expect(try CorpusFiles.digest(of: entry.bytes()) == entry.digest, "\(entry.path)")
        }
    }

    @Test(arguments: CorpusFiles.entries)
    func isAsPillowHasItOrRefusedInTime(entry: CorpusFiles.Entry) throws {
        let bytes = try entry.bytes()
        var outcome = Outcome.other
        #expect(processorTime { outcome = Outcome(bytes) } < .seconds(10))
        if let difference = Self.differences[entry.path] {
            #expect(outcome == difference.outcome, "\(difference.reason)")
            return
        }
        switch entry.pillow {
        case .refused: #expect(outcome != .picture)
        case .large: #expect(outcome == .tooManyPixels)
        case .picture(let size, let digest, let means):
            try #require(outcome == .picture)
            let picture = try Picture(decoding: bytes)
            #expect(picture.size == size)
            if let digest {
                #expect(CorpusFiles.digest(of: picture.pixels) == digest)
            } else {
                let differences = zip(CorpusFiles.means(of: picture), means).map { abs(Int($0) - Int($1)) }
                #expect(means.count == 48 && differences.max() ?? 255 <= 2)
            }
        }
    }

    /// With the other ways through the codecs, what is a picture stays one.
    @Test(arguments: CorpusFiles.entries)
    func isDecodedTheOtherWaysToo(entry: CorpusFiles.Entry) throws {
        let bytes = try entry.bytes()
        let isPicture = Outcome(bytes) == .picture
        let reduced = try? Picture(decoding: bytes) { _ in PictureSize(height: 1, width: 1) }
        #expect((reduced != nil) == isPicture)
        do throws(DecodingError) {
            let picture = try Picture(decoding: bytes, options: DecodingOptions(allowsTruncated: true))
            #expect(isPicture != picture.warnings.contains(.truncated))
        } catch {
            #expect(!isPicture)
        }
    }
}
