import AttentionExport
import AttentionMaps
import ImageDecoding
import Tensors
import Testing

@Suite("Two pictures beside each other")
struct CorrespondencePageTests {
    private static func grey(_ height: Int, _ width: Int, _ level: UInt8) -> Picture {
        Picture(
            size: PictureSize(height: height, width: width), pixels: Array(repeating: level, count: height * width * 3))
    }

    /// Descriptors of which each is like itself alone; the same grid on both pictures.
    private static func matches(_ left: Picture, _ right: Picture) throws -> [PatchMatch] {
        func descriptors(_ picture: Picture) -> PatchDescriptors {
            let grid = PatchGrid(rows: 2, columns: 3, patchSize: 14)
            let identity = (0..<36).map { Float($0 / 6 == $0 % 6 ? 1 : 0) }
            return PatchDescriptors(
                normalizing: Tensor(identity, shape: [6, 6]),
                geometry: PatchGeometry(original: picture.size, resized: grid.size, grid: grid))
        }
        return try Correspondences(from: descriptors(left), to: descriptors(right), isRefined: false).matches
    }

    private func pixel(_ picture: Picture, _ y: Int, _ x: Int) -> [UInt8] {
        let start = (y * picture.size.width + x) * 3
        return Array(picture.pixels[start..<start + 3])
    }

    @Test func linesJoinTheCentresOfPatches() throws {
        let folder = try TemporaryFolder()
        let (left, right) = (Self.grey(200, 300, 100), Self.grey(100, 60, 200))
        let matches = try Self.matches(left, right)
        let page = CorrespondencePage(left: left, right: right)
        try page.write([matches[1]], to: folder.path + "/page.png")
        let drawn = try Picture(contentsOf: folder.path + "/page.png")
        // The right one is enlarged to the left one's height; 4 columns of paper between them.
        #expect(drawn.size == PictureSize(height: 200, width: 300 + 4 + 120))
        #expect(matches[1].patch == 1)
        // Patches 0,1: centres at y 50 of 200, x 150 of 300 and 60 of 120.
        let color = pixel(drawn, 50, 150)
        #expect(color == pixel(drawn, 50, 304 + 60) && color != [100, 100, 100])
        for x in [180, 250, 299, 302, 320, 350] {
            #expect(pixel(drawn, 49, x) != [100, 100, 100] && pixel(drawn, 49, x) != [255, 255, 255], "\(x)")
        }
        for (y, x) in [(44, 150), (56, 150), (44, 250), (56, 330), (50, 140), (50, 380), (150, 200)] {
            let ground: UInt8 = x < 300 ? 100 : 200
            #expect(pixel(drawn, y, x) == [ground, ground, ground], "\(y), \(x)")
        }
    }

    /// An edge at an angle is as dark as the part of a pixel that lies inside, to a few levels:
    /// by 16×16 points a pixel.
    @Test func linesAreSoftened() throws {
        let folder = try TemporaryFolder()
        let left = Self.grey(40, 60, 255)
        let matches = try Self.matches(left, left)
        try CorrespondencePage(left: left, right: left).write([matches[0]], to: folder.path + "/a.png")
        let drawn = try Picture(contentsOf: folder.path + "/a.png")
        let levels = Set((0..<drawn.size.height * drawn.size.width).map { Int(drawn.pixels[$0 * 3 + 1]) })
        #expect(levels.count > 3, "\(levels)")
    }

    /// A long strip beside a portrait would be a page of gigabytes at the portrait's height.
    @Test func aStripKeepsThePageNarrow() throws {
        let folder = try TemporaryFolder()
        let (strip, portrait) = (Self.grey(2, 4000, 100), Self.grey(300, 100, 200))
        let matches = try Self.matches(strip, portrait)
        try CorrespondencePage(left: strip, right: portrait).write(matches, to: folder.path + "/page.png")
        let drawn = try Picture(contentsOf: folder.path + "/page.png").size
        #expect(drawn.width <= 2 * CorrespondencePage.greatestWidth + 100 && drawn.height == 2)
    }

    @Test func colorsDifferAndTheFirstIsOnTop() throws {
        let folder = try TemporaryFolder()
        let left = Self.grey(600, 300, 100)
        let matches = try Self.matches(left, left)
        let page = CorrespondencePage(left: left, right: left)
        try page.write(matches, to: folder.path + "/all.png")
        let drawn = try Picture(contentsOf: folder.path + "/all.png")
        let dots = (0..<6).map { pixel(drawn, 150 + $0 / 3 * 300, 50 + $0 % 3 * 100) }
        #expect(Set(dots).count == 6)
        // Lines of a row of patches lie on each other; the first of them is seen.
        for first in [0, 3] { #expect(pixel(drawn, 150 + first * 100, 290) == dots[first]) }
    }

    @Test func threadsChangeNothing() throws {
        let folder = try TemporaryFolder()
        let (left, right) = (Samples.picture(Samples.landscape.original), Samples.picture(Samples.portrait.original))
        let matches = try Self.matches(left, right)
        let map = Samples.map(Samples.portrait)
        for threads in [1, 3] {
            let page = CorrespondencePage(left: left, right: right, threads: threads)
            try page.write(matches, to: folder.path + "/lines\(threads).png")
            try page.write(map, from: matches[0].from, to: matches[0].to, to: folder.path + "/map\(threads).png")
        }
        #expect(try folder.bytes(of: "lines1.png") == folder.bytes(of: "lines3.png"))
        #expect(try folder.bytes(of: "map1.png") == folder.bytes(of: "map3.png"))
    }

    /// The heat is on the right, as the overlay of that picture alone; the left is untouched but for the ring.
    @Test func aMapIsDrawnOverTheRightPicture() throws {
        let folder = try TemporaryFolder()
        let (left, right) = (Self.grey(500, 250, 60), Samples.picture(PictureSize(height: 500, width: 400)))
        let geometry = Samples.whole(500, 400, rows: 10, columns: 8)
        let map = Samples.map(geometry)
        let corner = PicturePoint(row: 470, column: 20)
        try CorrespondencePage(left: left, right: right)
            .write(map, from: corner, to: corner, to: folder.path + "/map.png")
        let drawn = try Picture(contentsOf: folder.path + "/map.png")
        let overlay = try right.overlaid(with: map)
        let edge = 250 + 10
        #expect(drawn.size.width == edge + 400 && drawn.size.height > 520)
        let top = PictureSize(height: 440, width: 400)
        #expect(
            drawn.cropped(top: 0, left: edge, to: top).pixels == overlay.cropped(top: 0, left: 0, to: top).pixels)
        #expect(pixel(drawn, 470, 20) == [60, 60, 60] && pixel(drawn, 459, 20) == [255, 255, 255])
        #expect(pixel(drawn, 100, 50) == [60, 60, 60])
    }

    @Test func aPageIsNoHigherThanScreensAre() throws {
        let folder = try TemporaryFolder()
        let (left, right) = (Self.grey(2160, 100, 9), Self.grey(30, 3, 7))
        try CorrespondencePage(left: left, right: right).write([], to: folder.path + "/high.png")
        let size = try Picture(contentsOf: folder.path + "/high.png").size
        #expect(size == PictureSize(height: 1080, width: 50 + 21 + 108))
    }
}
