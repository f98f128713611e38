import AttentionExport
import AttentionMaps
import CKernels
import ImageDecoding
import TestSupport
import Testing

@Suite("Upsampling")
struct UpsamplingTests {
    static let golden = try? GoldenFile(path: ProjectPaths.fixtures() + "/upsampling.safetensors")

    static let cases = ["landscape", "portrait", "one patch", "one row", "cropped", "large patches"]

    static func goldenGeometry(_ name: String) throws -> PatchGeometry {
        let numbers = try #require(golden).floats("\(name).geometry").map { Int($0) }
        return PatchGeometry(
            original: PictureSize(height: numbers[0], width: numbers[1]),
            resized: PictureSize(height: numbers[2], width: numbers[3]), cropTop: numbers[4], cropLeft: numbers[5],
            grid: PatchGrid(rows: numbers[6], columns: numbers[7], patchSize: numbers[8]))
    }

    /// Rounding to a level may go either way where two computations differ in the last bit.
    @Test(arguments: cases)
    func smoothIsPillowsBicubic(name: String) throws {
        let golden = try #require(Self.golden)
        let map = Samples.map(try Self.goldenGeometry(name), values: try golden.floats("\(name).map"))
        let levels = try Samples.levels(of: map, .smooth)
        let expected = try golden.bytes("\(name).levels")
        try #require(levels.count == expected.count)
        let differences = zip(levels, expected).map { abs(Int($0) - Int($1)) }
        #expect(differences.allSatisfy { $0 <= 1 })
        #expect(differences.filter { $0 == 1 }.count * 200 <= levels.count)
    }

    @Test(arguments: Samples.geometries)
    func smoothIsThePlainKernels(geometry: PatchGeometry) throws {
        let map = Samples.map(geometry)
        let levels = try Samples.levels(of: map, .smooth)
        let range = try ValueRange(of: map)
        var largestDifference = 0.0
        for row in 0..<geometry.original.height {
            for column in 0..<geometry.original.width where geometry.patch(atOriginalRow: row, column: column) != nil {
                let value = patchlens_smooth_value_plain(
                    map.values, Int64(geometry.grid.rows), Int64(geometry.grid.columns),
                    geometry.gridRow(ofOriginalRow: row), geometry.gridColumn(ofOriginalColumn: column))
                let unit = (value - Double(range.lowest)) / Double(range.highest - range.lowest)
                let expected = min(max(unit, 0), 1) * 255
                let found = Double(levels[row * geometry.original.width + column])
                largestDifference = max(largestDifference, abs(found - expected))
            }
        }
        // Half a level is rounding; the rest is float against double.
        #expect(largestDifference <= 0.502)
    }

    /// Runs of every length up to two vectors, and ranges that are a point, or whose quotient no float holds.
    @Test(arguments: [(Float(0), Float(1)), (0.2, 0.7), (0.5, 0.5), (0, .leastNonzeroMagnitude), (-3e38, 3e38)])
    func levelsAreThePlainKernels(lowest: Float, highest: Float) {
        var generator = SeededGenerator(seed: 3)
        let lengths = Array(1...36)
        let combined = generator.floats(lengths.count + 4).map { ($0 - 0.25) * 2 }
        var runs: [patchlens_column_run] = []
        for (index, length) in lengths.enumerated() {
            let first = runs.last?.end ?? 0
            runs.append(patchlens_column_run(first: first, end: first + Int32(length), left: Int32(index - 1)))
        }
        let width = lengths.reduce(0, +)
        let fractions = generator.floats(width)
        let scale = patchlens_level_scale(
            minimum: -0.1, maximum: 0.9, lowest: lowest,
            levels_per_unit: lowest < highest ? 255 / (highest - lowest) : 0)
        var fast = [UInt8](repeating: 9, count: width + 40)
        var plain = fast
        patchlens_smooth_levels(combined, runs, Int64(runs.count), fractions, scale, &fast)
        patchlens_smooth_levels_plain(combined, runs, Int64(runs.count), fractions, scale, &plain)
        #expect(fast == plain)
    }

    /// A map that rises evenly is enlarged to one that does: cubic convolution reproduces straight lines.
    @Test func smoothKeepsStraightLines() throws {
        let geometry = Samples.whole(64, 160, rows: 4, columns: 10, patch: 16)
        let values = (0..<40).map { Float($0 % 10) }
        let levels = try Samples.levels(of: Samples.map(geometry, values: values), .smooth)
        // Between the second centre and the last but one, where no border is involved.
        for x in 24..<136 {
            let expected = ((Double(x) + 0.5) / 16 - 0.5) / 9 * 255
            #expect(abs(Double(levels[32 * 160 + x]) - expected) <= 0.51, "column \(x)")
        }
    }

    /// Every pixel whose centre is in a patch's rectangle has its value, and no other.
    @Test(arguments: Samples.geometries)
    func nearestChangesAtTheEdgesOfPatches(geometry: PatchGeometry) throws {
        let values = (0..<geometry.grid.count).map { Float($0) / Float(geometry.grid.count - 1) }
        let levels = try Samples.levels(of: Samples.map(geometry, values: values), .nearest)
        var expected = [UInt8](repeating: 255, count: levels.count)
        for patch in 0..<geometry.grid.count {
            let rectangle = geometry.originalRectangle(
                row: patch / geometry.grid.columns, column: patch % geometry.grid.columns)
            for y in 0..<geometry.original.height
            where Double(y) + 0.5 >= rectangle.top && Double(y) + 0.5 < rectangle.bottom {
                for x in 0..<geometry.original.width
                where Double(x) + 0.5 >= rectangle.left && Double(x) + 0.5 < rectangle.right {
                    expected[y * geometry.original.width + x] = UInt8((values[patch] * 255).rounded())
                }
            }
        }
        #expect(levels == expected)
    }
}
