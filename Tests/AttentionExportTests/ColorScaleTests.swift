import AttentionExport
import AttentionMaps
import Testing

@Suite("Colour scales")
struct ColorScaleTests {
    static let geometry = Samples.whole(20, 30, rows: 2, columns: 2)

    static func map(_ values: [Float], layer: Int?) -> AttentionMap {
        Samples.map(geometry, values: values, layer: layer)
    }

    static let maps = [
        map([1, 2, 3, 4], layer: 0), map([0, 2, 3, 9], layer: 0), map([5, 6, 7, 8], layer: 1),
        map([-1, 0, 0, 0], layer: nil), map([0, 0, 0, 2], layer: nil),
    ]

    @Test(arguments: [
        (ColorScale.picture, [1, 0, 5, -1, 0] as [Float], [4, 9, 8, 0, 2] as [Float]),
        (.heads, [0, 0, 5, -1, -1], [9, 9, 8, 2, 2]),
        (.absolute(), [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]),
        (.absolute(upTo: 0.05), [0, 0, 0, 0, 0], [0.05, 0.05, 0.05, 0.05, 0.05]),
    ])
    func spansItsRange(scale: ColorScale, lowest: [Float], highest: [Float]) throws {
        let ranges = try scale.ranges(of: Self.maps)
        #expect(ranges.map(\.lowest) == lowest)
        #expect(ranges.map(\.highest) == highest)
    }

    @Test(arguments: [
        ("picture", ColorScale.picture), ("heads", .heads), ("absolute", .absolute()), ("absolute", .absolute(upTo: 1)),
        ("absolute:0.05", .absolute(upTo: 0.05)), ("absolute:2.5", .absolute(upTo: 2.5)),
    ])
    func isReadAndPrinted(text: String, scale: ColorScale) {
        #expect(ColorScale(text) == scale)
        #expect(scale.description == text)
    }

    @Test(arguments: [
        "", "Picture", "absolute:", "absolute:0", "absolute:-1", "absolute:nan", "absolute:inf", "heads:1", "max",
    ])
    func isNotReadFromOtherText(text: String) { #expect(ColorScale(text) == nil) }

    @Test(arguments: [Float.nan, .infinity, -.infinity], [ColorScale.picture, .heads, .absolute()])
    func aValueThatIsNoNumberIsAnError(value: Float, scale: ColorScale) {
        let map = Self.map([0, 1, value, 2], layer: 3)
        let error = #expect(throws: ExportError.self) { try scale.ranges(of: [map]) }
        guard case .notFinite(let found, let row, let column, let label) = error else {
            Issue.record("\(String(describing: error)) instead of notFinite")
            return
        }
        #expect(found.bitPattern == value.bitPattern)
        #expect((row, column) == (1, 0))
        #expect(label == "layer 3 head 0")
    }

    @Test(arguments: [Float(0), -1, .infinity])
    func anAbsoluteScaleEndsAboveZero(bound: Float) {
        #expect(throws: ExportError.invalidBound(bound)) {
            try ColorScale.absolute(upTo: bound).ranges(of: Self.maps)
        }
    }

    /// Nothing stands out in a map of one value, and nothing is divided by zero.
    @Test(arguments: Upsampling.allCases, [Float(0), 0.25, -3])
    func aConstantMapHasTheLowestColor(upsampling: Upsampling, value: Float) throws {
        let map = Self.map([value, value, value, value], layer: 0)
        #expect(try Samples.levels(of: map, upsampling).allSatisfy { $0 == 0 })
    }

    @Test(arguments: Upsampling.allCases)
    func valuesBeyondAnAbsoluteScaleHaveItsEnds(upsampling: Upsampling) throws {
        let high = Self.map([0.2, 0.3, 0.4, 0.5], layer: 0)
        let low = Self.map([-0.2, -0.3, -0.4, -0.5], layer: 0)
        #expect(try Samples.levels(of: high, upsampling, scale: .absolute(upTo: 0.1)).allSatisfy { $0 == 255 })
        #expect(try Samples.levels(of: low, upsampling, scale: .absolute(upTo: 0.1)).allSatisfy { $0 == 0 })
    }

    /// Differences so small or large that their quotients are no floats.
    @Test(arguments: [[0, .leastNonzeroMagnitude, 0, 0], [-3e38, 3e38, 0, 0]] as [[Float]], Upsampling.allCases)
    func extremeRangesAreDrawn(values: [Float], upsampling: Upsampling) throws {
        #expect(try Samples.levels(of: Self.map(values, layer: 0), upsampling).count == 20 * 30)
    }
}
