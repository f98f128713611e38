import AttentionExport
import CCodecs
import ImageDecoding
import TestSupport
import Testing

/// Files are read by libpng, which checks every checksum and every rule of deflate on the way.
@Suite("PNG files as libpng reads them", .serialized)
struct PNGRoundTripTests {
    /// What the bytes of a picture are like.
    enum Kind: String, CaseIterable {
        case flat, gradient, noise, skewed, rareStripes, repeatedTile

        func pixels(_ count: Int, rowLength: Int) -> [UInt8] {
            var generator = SeededGenerator(seed: UInt64(count))
            return switch self {
            case .flat: [UInt8](repeating: 200, count: count)
            case .gradient: (0..<count).map { UInt8(truncatingIfNeeded: $0 % rowLength / 6 + $0 / rowLength / 2) }
            case .noise: (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            // Residuals of which each further bit halves the number: codes as long as they get.
            case .skewed: (0..<count).map { _ in UInt8(generator.next().leadingZeroBitCount) }
            case .rareStripes: (0..<count).map { $0 / rowLength % 50 == 0 ? UInt8(truncatingIfNeeded: $0) : 7 }
            case .repeatedTile: (0..<count).map { UInt8(truncatingIfNeeded: $0 % 997 &* 31 ^ $0 % 997 >> 3) }
            }
        }
    }

    /// Widths around vectors' sizes; rows and files that end where a block of 65,536 bytes does, or a byte beside: with
    /// 5 pixels a row is 16 bytes with its filter's number, with 21845 it is 65,536.
    static let sizes = [
        (1, 1), (1, 9), (9, 1), (2, 2), (3, 10), (5, 11), (4, 21), (4, 22), (3, 42), (3, 43), (33, 85), (7, 341),
        (7, 342),
        (4095, 5), (4096, 5), (4097, 5), (1, 21844), (1, 21845), (2, 21845), (2, 21846), (1, 70001), (70001, 1),
        (300, 701),
    ]

    static func picture(_ kind: Kind, _ size: (height: Int, width: Int)) -> Picture {
        let rowLength = size.width * 3
        return Picture(
            size: PictureSize(height: size.height, width: size.width),
            pixels: kind.pixels(size.height * rowLength, rowLength: rowLength))
    }

    @Test(arguments: Kind.allCases, PNGEffort.allCases)
    func arePicturesAsTheyWereWritten(kind: Kind, effort: PNGEffort) throws {
        let folder = try TemporaryFolder()
        for size in Self.sizes {
            let picture = Self.picture(kind, size)
            try picture.writePNG(to: folder.path + "/a.png", effort: effort)
            #expect(try Picture(contentsOf: folder.path + "/a.png") == picture, "\(size)")
        }
    }

    /// Without what this processor has beyond the least of its kind, every byte is the same.
    @Test(arguments: Kind.allCases)
    func doNotDependOnTheProcessor(kind: Kind) throws {
        let folder = try TemporaryFolder()
        defer { patchlens_codecs_use_vectors(1) }
        for size in [(1, 1), (33, 85), (300, 701)] {
            let picture = Self.picture(kind, size)
            patchlens_codecs_use_vectors(1)
            try picture.writePNG(to: folder.path + "/vectors.png", threads: 1)
            patchlens_codecs_use_vectors(0)
            try picture.writePNG(to: folder.path + "/plain.png", threads: 1)
            #expect(try folder.bytes(of: "vectors.png") == folder.bytes(of: "plain.png"))
            #expect(try Picture(contentsOf: folder.path + "/plain.png") == picture)
        }
    }

    /// One row is above the first of a band, and as many as matches reach for the effort `small`.
    @Test(arguments: Kind.allCases, PNGEffort.allCases)
    func doNotDependOnTheNumberOfThreads(kind: Kind, effort: PNGEffort) throws {
        let folder = try TemporaryFolder()
        for size in [(300, 701), (3, 87_381), (4, 100_000), (33_000, 3), (124, 701), (125, 701)] {
            let picture = Self.picture(kind, size)
            try picture.writePNG(to: folder.path + "/1.png", effort: effort, threads: 1)
            for threads in [2, 3, 7] {
                try picture.writePNG(to: folder.path + "/\(threads).png", effort: effort, threads: threads)
                #expect(try folder.bytes(of: "\(threads).png") == folder.bytes(of: "1.png"), "\(size), \(threads)")
            }
            #expect(try Picture(contentsOf: folder.path + "/7.png") == picture)
        }
    }

    /// What draws a row has memory for it: every thread its own.
    @Test(arguments: OverlayLayout.allCases, [false, true])
    func drawingDoesNotDependOnTheNumberOfThreads(layout: OverlayLayout, legend: Bool) throws {
        let folder = try TemporaryFolder()
        let size = PictureSize(height: 1203, width: 901)
        let map = Samples.map(Samples.whole(size.height, size.width, rows: 21, columns: 16))
        let style = OverlayStyle(layout: layout, legend: legend)
        for threads in [1, 2, 3, 7] {
            let renderer = OverlayRenderer(style: style, threads: threads)
            try renderer.render(Samples.picture(size), maps: [map], to: folder.path + "/\(threads).png")
            #expect(try folder.bytes(of: "\(threads).png") == folder.bytes(of: "1.png"))
        }
        let drawn = try OverlayRenderer(style: style).rendered(Samples.picture(size), maps: [map])
        #expect(try Picture(contentsOf: folder.path + "/7.png") == drawn)
    }

    /// A real photograph under a map, as the product writes it.
    @Test(arguments: ["chelsea.png", "rocket.jpg"], OverlayLayout.allCases)
    func areOverlays(name: String, layout: OverlayLayout) throws {
        let folder = try TemporaryFolder()
        let picture = try Picture(contentsOf: ProjectPaths.images + "/" + name)
        let map = Samples.map(Samples.whole(picture.size.height, picture.size.width, rows: 16, columns: 24))
        let style = OverlayStyle(layout: layout, legend: true)
        var sizes: [Int] = []
        for effort in PNGEffort.allCases {
            let renderer = OverlayRenderer(style: style, effort: effort)
            try renderer.render(picture, maps: [map], to: folder.path + "/\(effort).png")
            #expect(
                try Picture(contentsOf: folder.path + "/\(effort).png") == renderer.rendered(picture, maps: [map]))
            sizes.append(try folder.bytes(of: "\(effort).png").count)
        }
        #expect(sizes[1] < sizes[0], "small is smaller than fast")
    }

    /// What cannot be compressed costs a few bytes a block, a row and a chunk.
    @Test(arguments: PNGEffort.allCases)
    func noiseHardlyGrows(effort: PNGEffort) throws {
        let folder = try TemporaryFolder()
        let picture = Self.picture(.noise, (300, 701))
        try picture.writePNG(to: folder.path + "/a.png", effort: effort)
        #expect(try folder.bytes(of: "a.png").count < picture.pixels.count + 300 + 300)
    }

    /// A run of 630,000 zeros takes 2 bits for every 258 of them, and a head for every block.
    @Test func flatPicturesTakeLittle() throws {
        let folder = try TemporaryFolder()
        try Self.picture(.flat, (300, 701)).writePNG(to: folder.path + "/a.png")
        #expect(try folder.bytes(of: "a.png").count < 1400)
    }

    /// Noise that repeats after as many bytes as a match can reach is found again, and a byte farther is not.
    @Test(arguments: [(2048, true), (2049, false)])
    func smallReachesBackAsFarAsDeflateAllows(period: Int, isWithinReach: Bool) throws {
        let folder = try TemporaryFolder()
        // Rows of 16 bytes: 32,768 = 2048 · 16. The tile begins with equal rows, so that all filters start alike.
        let tile = Kind.noise.pixels(period * 15, rowLength: 15)
        let picture = Picture(
            size: PictureSize(height: period * 4, width: 5), pixels: tile + tile + tile + tile)
        try picture.writePNG(to: folder.path + "/a.png", effort: .small)
        let size = try folder.bytes(of: "a.png").count
        #expect(try Picture(contentsOf: folder.path + "/a.png") == picture)
        #expect(isWithinReach ? size < 2 * tile.count : size > 3 * tile.count)
    }

    /// Each writer has its own memory.
    @Test func manyWritersAtOnceWriteAsOneAlone() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        let picture = Self.picture(.skewed, (300, 701))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<8 {
                group.addTask {
                    try picture.writePNG(to: "\(path)/\(index).png", effort: index % 4 == 0 ? .small : .fast)
                }
            }
            try await group.waitForAll()
        }
        for index in 0..<8 {
            #expect(try folder.bytes(of: "\(index).png") == folder.bytes(of: index % 4 == 0 ? "0.png" : "1.png"))
        }
    }
}
