import CKernels
import ImageDecoding
import TestSupport
import Testing

@Suite("Resizing")
struct ResizingTests {
    static let golden = try? GoldenFile(path: FixtureFiles.folder + "/resizing.safetensors")

    /// As Tools/golden/make-preprocessing-golden.py makes it.
    static func madePicture(_ size: PictureSize) -> Picture {
        let pixels = (0..<UInt32(size.height * size.width * 3)).map { counter in
            let mixed = counter &* 2_654_435_761
            let value = UInt8(mixed >> 24)
            return mixed & 1 << 16 == 0 ? value : value > 127 ? 255 : 0
        }
        return Picture(size: size, pixels: pixels)
    }

    /// `bicubic 37x53 to 20x31` → the parts.
    static func parse(_ name: String) throws -> (filter: ResamplingFilter, from: PictureSize, to: PictureSize) {
        let words = name.split(separator: " ")
        func size(_ word: Substring) throws -> PictureSize {
            let sides = word.split(separator: "x").compactMap { Int($0) }
            return PictureSize(height: try #require(sides.first), width: try #require(sides.last))
        }
        return (try #require(ResamplingFilter(rawValue: String(words[0]))), try size(words[1]), try size(words[3]))
    }

    @Test func everyCaseIsThere() { #expect(Self.golden?.names.count == 6 * 25) }

    @Test(arguments: golden?.names ?? [])
    func everyValueIsPillows(name: String) throws {
        let (filter, from, to) = try Self.parse(name)
        let resized = Self.madePicture(from).resized(to: to, by: filter)
        #expect(resized.size == to)
        #expect(resized.pixels == (try #require(Self.golden).bytes(name)))
    }

    @Test(arguments: SampleImages.names)
    func photographsAreAsPillowResizesThem(name: String) throws {
        let golden = try GoldenFile(named: String(name.prefix { $0 != "." }))
        let shape = try golden.shape("resized_rgb8")
        let resized = try SampleImages.picture(name).resized(
            to: PictureSize(height: shape[0], width: shape[1]), by: .bicubic)
        #expect(resized.pixels == (try golden.bytes("resized_rgb8")))
    }

    /// A part must not depend on what is left out around it, in either order of the passes.
    @Test(arguments: [(PictureSize(height: 60, width: 90)), (PictureSize(height: 300, width: 20))])
    func aPartIsTheSameAsCutFromTheWhole(from: PictureSize) {
        let picture = Self.madePicture(from)
        let to = PictureSize(height: 41, width: 57)
        let part = PictureSize(height: 13, width: 29)
        for filter in ResamplingFilter.allCases {
            let whole = picture.resized(to: to, by: filter)
            for (top, left) in [(0, 0), (28, 28), (9, 17)] {
                let alone = picture.resized(to: to, keepingTop: top, left: left, size: part, by: filter)
                #expect(alone == whole.cropped(top: top, left: left, to: part))
            }
        }
    }

    /// Weights at random, negative and large, so that sums are clipped at both ends;
    /// sizes around the width of a vector.
    @Test(arguments: [(1, 1), (3, 5), (31, 16), (32, 33), (33, 7), (64, 43), (70, 90), (600, 40)])
    func fastAndPlainKernelsAgree(height: Int, width: Int) {
        let threads = Int32(1 + height % 3)
        var generator = SeededGenerator(seed: UInt64(height))
        let source = Self.madePicture(PictureSize(height: height, width: width)).pixels
        for outputs in [1, 5, 16, 40] {
            let rows = RandomWeights(input: height, outputs: outputs, using: &generator)
            var (fast, plain) = (
                [UInt8](repeating: 1, count: outputs * width * 3), [UInt8](repeating: 2, count: outputs * width * 3)
            )
            rows.withKernelView { patchlens_resample_rows(source, width * 3, $0, threads, &fast) }
            rows.withKernelView { patchlens_resample_rows_plain(source, width * 3, $0, &plain) }
            #expect(fast == plain)

            let columns = RandomWeights(
                input: width, outputs: outputs, largest: outputs == 5 ? 9_000_000 : 1_200_000, using: &generator)
            (fast, plain) = (
                [UInt8](repeating: 1, count: height * outputs * 3), [UInt8](repeating: 2, count: height * outputs * 3)
            )
            columns.withKernelView { patchlens_resample_columns(source, height, width, $0, threads, &fast) }
            columns.withKernelView { patchlens_resample_columns_plain(source, height, width, $0, &plain) }
            #expect(fast == plain)
            fast = [UInt8](repeating: 1, count: height * outputs * 3)
            columns.withKernelView { patchlens_resample_columns_by_turning(source, height, width, $0, &fast) }
            #expect(fast == plain)
        }
    }
}

/// Weights that no filter has.
struct RandomWeights {
    let starts: [Int32]
    let counts: [Int32]
    let values: [Int32]
    static let stride = 12

    /// A weight over 2²³ has no three digits of a byte, and is summed the other way.
    init(input: Int, outputs: Int, largest: Int32 = 1_200_000, using generator: inout SeededGenerator) {
        starts = (0..<outputs).map { _ in Int32.random(in: 0..<Int32(input), using: &generator) }
        counts = starts.map { Int32.random(in: 1...min(12, Int32(input) - $0), using: &generator) }
        values = (0..<outputs * Self.stride).map { _ in Int32.random(in: -400_000...largest, using: &generator) }
    }

    func withKernelView(_ body: (patchlens_resampling_weights) -> Void) {
        starts.withUnsafeBufferPointer { starts in
            counts.withUnsafeBufferPointer { counts in
                values.withUnsafeBufferPointer { values in
                    body(
                        patchlens_resampling_weights(
                            starts: starts.baseAddress, counts: counts.baseAddress, values: values.baseAddress,
                            stride: Self.stride, outputs: starts.count))
                }
            }
        }
    }
}
