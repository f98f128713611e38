import AttentionExport
import CCodecs
import Foundation
import ImageDecoding
import Testing

@Suite("PNG files")
struct PNGWriterTests {
    static let sizes = [(1, 1), (1, 300), (300, 1), (7, 13), (64, 64), (257, 101)]

    @Test(arguments: sizes, PNGEffort.allCases)
    func aPictureIsReadAsItWasWritten(size: (height: Int, width: Int), effort: PNGEffort) throws {
        let folder = try TemporaryFolder()
        let picture = Samples.picture(PictureSize(height: size.height, width: size.width))
        try picture.writePNG(to: folder.path + "/picture.png", effort: effort)
        #expect(try Picture(contentsOf: folder.path + "/picture.png") == picture)
        #expect(folder.contents == ["picture.png"])
    }

    @Test(arguments: OverlayLayout.allCases)
    func aFileHoldsWhatIsDrawnInMemory(layout: OverlayLayout) throws {
        let folder = try TemporaryFolder()
        let renderer = OverlayRenderer(style: OverlayStyle(layout: layout, legend: true))
        let picture = Samples.picture(Samples.portrait.original)
        let maps = [Samples.map(Samples.portrait)]
        try renderer.render(picture, maps: maps, to: folder.path + "/a.png")
        try renderer.render(picture, maps: maps, to: folder.path + "/b.png")
        #expect(try Picture(contentsOf: folder.path + "/a.png") == renderer.rendered(picture, maps: maps))
        #expect(try folder.bytes(of: "a.png") == folder.bytes(of: "b.png"))
    }

    /// The (type, contents) of each chunk, by the PNG specification: length, type, contents, checksum.
    static func chunks(_ bytes: [UInt8]) -> [(type: String, contents: [UInt8])] {
        var chunks: [(String, [UInt8])] = []
        var position = 8
        while position + 12 <= bytes.count {
            let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
            let type = String(decoding: bytes[position + 4..<position + 8], as: UTF8.self)
            chunks.append((type, Array(bytes[position + 8..<position + 8 + length])))
            position += length + 12
        }
        return chunks
    }

    @Test func textsAreKept() throws {
        let folder = try TemporaryFolder()
        let texts = [PNGText("Model", "dinov2-small"), PNGText("Title", "Käthe")]
        let map = Samples.map(Samples.landscape, values: (0..<40).map { Float($0) / 64 })
        try OverlayRenderer().render(
            Samples.picture(Samples.landscape.original), maps: [map], texts: texts, to: folder.path + "/a.png")
        let chunks = Self.chunks(try folder.bytes(of: "a.png"))
        let plain = chunks.filter { $0.type == "tEXt" }.map { String(decoding: $0.contents, as: UTF8.self) }
        #expect(
            plain == [
                "Model\0dinov2-small", "Software\0PatchLens", "Attention\0layer 11 head 0", "Range\u{0}0.0 to 0.609375",
            ])
        let international = try #require(chunks.first { $0.type == "iTXt" })
        #expect(String(decoding: international.contents, as: UTF8.self) == "Title\0\0\0\0\0Käthe")
    }

    @Test(arguments: ["", " a", "a ", "a  b", "ä", "a\nb", String(repeating: "a", count: 80)])
    func aKeywordThatPNGForbidsIsAnError(keyword: String) throws {
        let folder = try TemporaryFolder()
        #expect(throws: ExportError.invalidKeyword(keyword)) {
            try Samples.picture(PictureSize(height: 2, width: 2))
                .writePNG(to: folder.path + "/a.png", texts: [PNGText(keyword, "text")])
        }
        #expect(folder.contents == [])
    }

    @Test func aWriterThatIsNotFinishedLeavesNothing() throws {
        let folder = try TemporaryFolder()
        func begin() throws {
            var writer = try PNGWriter(to: folder.path + "/a.png", size: PictureSize(height: 9, width: 2))
            let row: [UInt8] = [1, 2, 3, 4, 5, 6]
            try writer.write(row: row.span)
            #expect(writer.writtenRows == 1)
            #expect(folder.contents.count == 1 && !folder.contents.contains("a.png"))
        }
        try begin()
        #expect(folder.contents == [])
    }

    /// A full disk, and a file that is not open for writing; both are found out when the encoder's memory is full or
    /// at the end.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: [10, 400])
    func aWriteThatFailsIsReported(side: Int64) throws {
        let row = (0..<side * 3).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31) }
        for (descriptor, expected) in [(open("/dev/full", O_WRONLY), ENOSPC), (open("/dev/full", O_RDONLY), EBADF)] {
            let encoder = try #require(patchlens_png_encoder_create(descriptor))
            var status = patchlens_png_encoder_begin(encoder, side, side, patchlens_png_fast)
            for _ in 0..<side where status == 0 { status = patchlens_png_encoder_write_row(encoder, row) }
            if status == 0 { status = patchlens_png_encoder_finish(encoder) }
            #expect(status != 0)
            #expect(patchlens_png_encoder_error_number(encoder) == expected)
            #expect(String(cString: patchlens_png_encoder_message(encoder)) == "the file could not be written")
            patchlens_png_encoder_destroy(encoder)
            close(descriptor)
        }
    }

    @Test(arguments: [(0, 5), (5, 0), (1 << 31, 5), (5, 1 << 31), (-1, 1)] as [(Int64, Int64)])
    func aSizeThatPNGCannotHoldIsReported(height: Int64, width: Int64) throws {
        let encoder = try #require(patchlens_png_encoder_create(-1))
        #expect(patchlens_png_encoder_begin(encoder, height, width, patchlens_png_fast) != 0)
        #expect(patchlens_png_encoder_error_number(encoder) == 0)
        #expect(!String(cString: patchlens_png_encoder_message(encoder)).isEmpty)
        patchlens_png_encoder_destroy(encoder)
    }
}
