import ImageDecoding
import TestSupport
import Testing

/// JPEGs of three components whose scans bring one each, or leave one out.
@Suite("JPEGs without all of their components")
struct MissingComponentTests {
    enum Frame: UInt8, CaseIterable {
        case sequential = 0xC0
        case progressive = 0xC2
    }

    /// 8×8 pixels, all grey, with a scan for each of these components, counted from 1; all in one scan where they are
    /// together. Every block is a mean that is like the one before, and an end.
    private static func bytes(_ frame: Frame, scans: [[UInt8]]) -> [UInt8] {
        let steps: [UInt8] = [0] + [UInt8](repeating: 16, count: 64)
        // One code of one bit: of means, no difference; of the rest, the end of the block.
        let codes = [UInt8](repeating: 0, count: 16)
        let components: [UInt8] = [1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]
        let head: [UInt8] =
            [0xFF, 0xD8] + segment(0xDB, steps) + segment(0xC4, [0x00, 1] + codes) + segment(0xC4, [0x10, 1] + codes)
            + segment(frame.rawValue, [8, 0, 8, 0, 8, 3] + components)
        let body = scans.flatMap { scan -> [UInt8] in
            let selection = [UInt8(scan.count)] + scan.flatMap { [$0, 0] as [UInt8] }
            let bits = scan.count * (frame == .progressive ? 1 : 2)
            return segment(0xDA, selection + [0, frame == .progressive ? 0 : 63, 0]) + [UInt8(0xFF >> bits)]
        }
        return head + body + [0xFF, 0xD9]
    }

    private static func segment(_ marker: UInt8, _ contents: [UInt8]) -> [UInt8] {
        [0xFF, marker, UInt8((contents.count + 2) >> 8), UInt8((contents.count + 2) & 255)] + contents
    }

    @Test(arguments: Frame.allCases, [[[1], [2], [3]], [[1, 2, 3]], [[3], [1, 2]]] as [[[UInt8]]])
    func wholeOnesAreDecoded(frame: Frame, scans: [[UInt8]]) throws {
        let picture = try Picture(decoding: Self.bytes(frame, scans: scans))
        #expect(picture.size == PictureSize(height: 8, width: 8) && picture.pixels.allSatisfy { $0 == 128 })
    }

    @Test(arguments: Frame.allCases, [[[1]], [[2]], [[1], [3]], [[2, 3]], [[1], [1], [2]]] as [[[UInt8]]])
    func othersAreTruncated(frame: Frame, scans: [[UInt8]]) throws {
        let bytes = Self.bytes(frame, scans: scans)
        let error = #expect(throws: DecodingError.self) { try Picture(decoding: bytes) }
        guard case .truncated? = error else {
            Issue.record("found \(String(describing: error))")
            return
        }
        let decoded = try Picture(decoding: bytes, options: DecodingOptions(allowsTruncated: true))
        #expect(decoded.warnings == [.truncated])
    }
}
