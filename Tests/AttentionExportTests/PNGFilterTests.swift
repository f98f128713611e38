import CCodecs
import TestSupport
import Testing

@Suite("Row filters of PNG")
struct PNGFilterTests {
    static let filters = [
        patchlens_png_filter_sub, patchlens_png_filter_up, patchlens_png_filter_average, patchlens_png_filter_paeth,
    ]

    /// Bytes of the sort: noise, few values (so that neighbours tie), or only the ends of the range.
    static func bytes(_ count: Int, values: [UInt8], seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in values.randomElement(using: &generator) ?? 0 }
    }

    static let kinds: [[UInt8]] = [Array(0...255), [10, 11, 12], [0, 255], [0, 1, 127, 128, 129, 254, 255]]

    /// Vectors of 16 and of 32 bytes, their ends, and rows that hold none.
    @Test(arguments: filters.indices, kinds.indices)
    func areTheDefinition(filter: Int, kind: Int) {
        let filter = Self.filters[filter]
        for count in Array(1...100) + [255, 256, 257, 1000] {
            let row = Self.bytes(count + 3, values: Self.kinds[kind], seed: UInt64(count))
            let above = Self.bytes(count + 3, values: Self.kinds[kind], seed: UInt64(count + 5000))
            var (fast, plain) = ([UInt8](repeating: 77, count: count + 1), [UInt8](repeating: 77, count: count + 1))
            row.withUnsafeBufferPointer { row in
                above.withUnsafeBufferPointer { above in
                    guard let row = row.baseAddress, let above = above.baseAddress else { return }
                    patchlens_png_filter_bytes(filter, row + 3, above + 3, Int64(count), &fast)
                    patchlens_png_filter_bytes_plain(filter, row + 3, above + 3, Int64(count), &plain)
                }
            }
            #expect(fast == plain, "\(count) bytes")
            #expect(fast[count] == 77, "beyond \(count) bytes")
            #expect(patchlens_png_magnitude(fast, Int64(count)) == patchlens_png_magnitude_plain(fast, Int64(count)))
        }
    }

    /// By RFC 2083, section 6, worked out by hand for pixels (10, 20, 30), (50, 40, 200) below (12, 18, 33), (14, 41,
    /// 34).
    @Test(
        arguments: [
            (0, [10, 20, 30, 40, 20, 170]), (1, [254, 2, 253, 36, 255, 166]), (2, [4, 11, 14, 38, 10, 168]),
            (3, [254, 2, 253, 38, 255, 170]),
        ] as [(Int, [UInt8])])
    func areTheSpecifications(filter: Int, expected: [UInt8]) {
        let row: [UInt8] = [0, 0, 0, 10, 20, 30, 50, 40, 200]
        let above: [UInt8] = [0, 0, 0, 12, 18, 33, 14, 41, 34]
        var residuals = [UInt8](repeating: 0, count: 6)
        row.withUnsafeBufferPointer { row in
            above.withUnsafeBufferPointer { above in
                guard let row = row.baseAddress, let above = above.baseAddress else { return }
                patchlens_png_filter_bytes(Self.filters[filter], row + 3, above + 3, 6, &residuals)
            }
        }
        #expect(residuals == expected)
    }

    /// Every left, upper and corner value there is leads Paeth's choice where the definition leads it.
    @Test func paethChoosesByDefinitionEverywhere() {
        var differences = 0
        // Left neighbours in the first pixel, then a pixel of zeros: its residual is what was predicted, negated.
        for corner in 0..<256 {
            let count = 256 * 6
            for up in 0..<256 {
                var row = [UInt8](repeating: 0, count: count + 3)
                var above = [UInt8](repeating: 0, count: count + 3)
                for left in 0..<256 {
                    row[3 + left * 6] = UInt8(left)
                    above[3 + left * 6] = UInt8(corner)
                    above[3 + left * 6 + 3] = UInt8(up)
                }
                differences += Self.differences(row, above)
            }
        }
        #expect(differences == 0)
    }

    static func differences(_ row: [UInt8], _ above: [UInt8]) -> Int {
        let count = row.count - 3
        var (fast, plain) = ([UInt8](repeating: 0, count: count), [UInt8](repeating: 0, count: count))
        row.withUnsafeBufferPointer { row in
            above.withUnsafeBufferPointer { above in
                guard let row = row.baseAddress, let above = above.baseAddress else { return }
                patchlens_png_filter_bytes(patchlens_png_filter_paeth, row + 3, above + 3, Int64(count), &fast)
                patchlens_png_filter_bytes_plain(patchlens_png_filter_paeth, row + 3, above + 3, Int64(count), &plain)
            }
        }
        return fast == plain ? 0 : 1
    }

    /// A row that one filter predicts best gets that filter.
    @Test(arguments: [10, 500, 5000])
    func theFilterThatPredictsBestIsChosen(pixels: Int) {
        let count = pixels * 3
        let noise = Self.bytes(count, values: Array(0...255), seed: 3)
        let other = Self.bytes(count, values: Array(0...255), seed: 4)
        let flat = (0..<count).map { [9, 200, 77][$0 % 3] as UInt8 }
        #expect(Self.choice(row: flat, above: other) == patchlens_png_filter_sub)
        // Every second pixel is the one above, beside noise that leads Paeth's choice astray.
        let half = zip(noise, other).enumerated().map { $0 / 3 % 2 == 0 ? $1.0 : $1.1 }
        #expect(Self.choice(row: half, above: noise) == patchlens_png_filter_up)
        var means = noise
        for index in 0..<count {
            means[index] = UInt8((Int(index < 3 ? 0 : means[index - 3]) + Int(other[index])) / 2)
        }
        #expect(Self.choice(row: means, above: other) == patchlens_png_filter_average)
        // Both Up and Paeth predict all of it; Paeth comes first.
        #expect(Self.choice(row: noise, above: noise) == patchlens_png_filter_paeth)
    }

    static func choice(row: [UInt8], above: [UInt8]) -> patchlens_png_filter {
        let (row, above) = ([0, 0, 0] + row, [0, 0, 0] + above)
        return row.withUnsafeBufferPointer { rowBytes in
            above.withUnsafeBufferPointer { aboveBytes in
                guard let first = rowBytes.baseAddress, let second = aboveBytes.baseAddress else {
                    return patchlens_png_filter_paeth
                }
                return patchlens_png_best_filter(first + 3, second + 3, Int64(row.count - 3))
            }
        }
    }
}
