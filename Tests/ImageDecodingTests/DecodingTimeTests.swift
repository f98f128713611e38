import CCodecs
import ImageDecoding
import Tensors
import TestSupport
import Testing

/// Files that take longer to decode than a picture may are given up on the way.
@Suite("The time that decoding may take")
struct DecodingTimeTests {
    enum Slow: CaseIterable {
        case interlacedPNG, progressiveJPEG

        /// No pixel of the PNG is like its neighbours, or like those of earlier passes.
        func bytes(side: Int, scans: Int) -> [UInt8] {
            switch self {
            case .interlacedPNG:
                let pixels = (0..<3 * side * side).map { UInt8(truncatingIfNeeded: $0 &* 40_503 >> 8) }
                return InterlacedPNG.bytes(height: side, width: side, pixels: pixels)
            case .progressiveJPEG: return ProgressiveJPEG.bytes(side: side, scans: scans)
            }
        }
    }

    @Test(arguments: Slow.allCases)
    func isGivenUp(slow: Slow) throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("slow", slow.bytes(side: 1536, scans: 60))
        func decode(within limit: Duration?) throws -> Picture {
            let workspace = Workspace()
            workspace.limitTime(to: limit)
            return try Picture(contentsOf: path, options: DecodingOptions(), in: workspace, enough: { _ in nil })
        }
        #expect(throws: DecodingError.outOfTime) { try decode(within: .zero) }
        #expect(throws: DecodingError.outOfTime) { try decode(within: .milliseconds(1)) }
        let picture = try decode(within: nil)
        #expect(try decode(within: .seconds(3600)) == picture)
        #expect(Set(picture.pixels).count > 1)
    }

    /// Adam7's own pixels come out, and those of the JPEG's outer blocks: 14 levels above 128, and 128. Between, where
    /// the blocks' means change, libjpeg smooths what has no finer scans.
    @Test func theSlowFilesAreWhatTheySay() throws {
        let (height, width) = (37, 29)
        let pixels = (0..<3 * height * width).map { UInt8(truncatingIfNeeded: $0 &* 40_503 >> 8) }
        let png = try Picture(decoding: InterlacedPNG.bytes(height: height, width: width, pixels: pixels))
        #expect(png.pixels == pixels && png.size == PictureSize(height: height, width: width))
        let jpeg = try Picture(decoding: ProgressiveJPEG.bytes(side: 64, scans: 3))
        let row = (0..<64).map { jpeg.pixels[3 * $0] }
        #expect(row.prefix(8).allSatisfy { $0 == 142 } && row.suffix(8).allSatisfy { $0 == 128 }, "\(row)")
    }

    /// How a decode ended that is over when it was asked `most` times, and how often it was.
    static func decode(_ slow: Slow, _ bytes: [UInt8], side: Int, asking most: Int) -> (
        status: patchlens_decoding_status, asked: Int
    ) {
        var pixels = [UInt8](repeating: 0, count: 3 * side * side)
        var (left, oddities) = (most, UInt32(0))
        let outcome = withUnsafeMutablePointer(to: &left) { left in
            let deadline = patchlens_deadline(
                is_over: { context in
                    guard let left = context?.assumingMemoryBound(to: Int.self) else { return 1 }
                    left.pointee -= 1
                    return left.pointee <= 0 ? 1 : 0
                }, context: left)
            return switch slow {
            case .interlacedPNG:
                patchlens_png_decode(
                    bytes, bytes.count, PATCHLENS_ALPHA_ON_WHITE, 0, deadline, &pixels, pixels.count, &oddities)
            case .progressiveJPEG:
                patchlens_jpeg_decode(bytes, bytes.count, 1, 0, deadline, &pixels, pixels.count, &oddities)
            }
        }
        return (outcome.status, most - left)
    }

    /// In every row of each pass and before every row of blocks of each scan; and then at once.
    @Test(arguments: Slow.allCases)
    func isAskedEverywhere(slow: Slow) {
        let (side, scans) = (128, 20)
        let bytes = slow.bytes(side: side, scans: scans)
        let whole = Self.decode(slow, bytes, side: side, asking: .max)
        #expect(whole.status == PATCHLENS_DECODING_SUCCEEDED)
        #expect(whole.asked >= (slow == .interlacedPNG ? 7 * side : scans * side / 8 + side / 16))
        for most in [1, 2, whole.asked / 3, whole.asked / 2, whole.asked] {
            let part = Self.decode(slow, bytes, side: side, asking: most)
            #expect(part.status == PATCHLENS_DECODING_OUT_OF_TIME && part.asked == most)
        }
    }

    /// Wherever it is given up.
    @Test func leavesNothingBehind() async {
        await #expect(processExitsWith: .success) {
            let side = 256
            let files = Slow.allCases.map { ($0, $0.bytes(side: side, scans: 20)) }
            func giveUp(_ times: Int) {
                for (slow, bytes) in files {
                    for most in 1...times {
                        let end = DecodingTimeTests.decode(slow, bytes, side: side, asking: most)
                        precondition(end.status == PATCHLENS_DECODING_OUT_OF_TIME)
                    }
                }
            }
            giveUp(20)
            let before = HostileProcessTests.peakMebibytes
            giveUp(600)
            let allowed = HostileProcessTests.isSanitized ? 320 : 4
            precondition(HostileProcessTests.peakMebibytes - before < allowed)
        }
    }
}
