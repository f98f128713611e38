import AttentionExport
import ImageDecoding
import Testing

@Suite("Charts")
struct ChartTests {
    static let red = RGB(red: 220, green: 30, blue: 40)

    static func chart(
        _ points: [(x: Double, y: Double)], _ style: Chart.Style = .dots, name: String = "",
        x: ClosedRange<Double>? = 0...10, y: ClosedRange<Double>? = 0...1
    ) -> Chart {
        Chart(
            title: "Title", xLabel: "x", yLabel: "y",
            series: [Chart.Series(name: name, points: points, style: style, color: red)], xRange: x, yRange: y)
    }

    /// How much of each pixel is red: 0 for paper, ink and grid, which are grey.
    static func redness(of picture: Picture) -> [Double] {
        stride(from: 0, to: picture.pixels.count, by: 3).map { index in
            Double(Int(picture.pixels[index]) - Int(picture.pixels[index + 1])) / 190
        }
    }

    /// The middle of what is red, in pixels.
    static func centroid(of picture: Picture) -> (y: Double, x: Double) {
        var (sum, y, x) = (0.0, 0.0, 0.0)
        for (index, part) in redness(of: picture).enumerated() {
            sum += part
            y += part * Double(index / picture.size.width)
            x += part * Double(index % picture.size.width)
        }
        return (y / sum, x / sum)
    }

    @Test(arguments: [(3.0, 0.25), (5, 0.5), (8.125, 0.9)])
    func aDotLiesWhereItsNumbersSay(x: Double, y: Double) throws {
        let size = PictureSize(height: 600, width: 900)
        let origin = Self.centroid(of: try Self.chart([(0, 0)]).drawn(size: size))
        let end = Self.centroid(of: try Self.chart([(10, 1)]).drawn(size: size))
        let found = Self.centroid(of: try Self.chart([(x, y)]).drawn(size: size))
        #expect(end.x > origin.x + 600 && end.y < origin.y - 350, "x goes right and y up, over most of the picture")
        #expect(abs(found.x - (origin.x + (end.x - origin.x) * x / 10)) < 0.1)
        #expect(abs(found.y - (origin.y + (end.y - origin.y) * y)) < 0.1)
    }

    /// Its area is that of the line, so edges are neither ragged nor blurred.
    @Test func aSlantedLineIsAntiAliased() throws {
        let size = PictureSize(height: 600, width: 880)
        let ends = try [(0.0, 0.0), (10.0, 1.0)].map { Self.centroid(of: try Self.chart([$0]).drawn(size: size)) }
        let redness = Self.redness(of: try Self.chart([(0, 0), (10, 1)], .line).drawn(size: size))
        let length =
            ((ends[1].x - ends[0].x) * (ends[1].x - ends[0].x)
            + (ends[1].y - ends[0].y) * (ends[1].y - ends[0].y)).squareRoot()
        #expect(abs(redness.reduce(0, +) / (length * 3) - 1) < 0.03)
        #expect(redness.filter { $0 > 0.2 && $0 < 0.8 }.count > Int(length / 2))
    }

    @Test func whatLiesOutsideTheRangeIsNotDrawn() throws {
        let inside = try Self.chart([(-5, 0.5), (11, 0.5), (1e300, -1e300)]).drawn()
        #expect(Self.redness(of: inside).allSatisfy { $0 == 0 })
        let across = try Self.chart([(-1e9, 0.5), (1e9, 0.5)], .line).drawn(size: PictureSize(height: 600, width: 880))
        let columns = Self.redness(of: across).enumerated().filter { $0.element > 0.9 }.map { $0.offset % 880 }
        let origin = Self.centroid(of: try Self.chart([(0, 0)]).drawn(size: PictureSize(height: 600, width: 880)))
        #expect(columns.min().map { abs(Double($0) - origin.x) < 2 } == true)
    }

    @Test func theLegendNamesEverySeriesThatHasAName() throws {
        let size = PictureSize(height: 600, width: 880)
        let without = try Self.chart([(5, 0.5)]).drawn(size: size)
        let with = try Self.chart([(5, 0.5)], name: "head 0").drawn(size: size)
        let area = Self.redness(of: without).reduce(0, +)
        #expect(abs(Self.redness(of: with).reduce(0, +) / area - 2) < 0.02, "a mark of the dot's own size")
    }

    @Test(arguments: [[(2.0, 3.0)], [(0, 0)], [(1, 5), (2, 5), (3, 5)], [(1e12, 1), (1e12, 1 + 1e-13)]])
    func onePointAndConstantValuesHaveAxes(points: [(Double, Double)]) throws {
        for style in [Chart.Style.dots, .line] {
            let drawn = try Self.chart(points.map { (x: $0.0, y: $0.1) }, style, x: nil, y: nil).drawn()
            #expect(Self.redness(of: drawn).contains { $0 > 0.9 })
        }
    }

    @Test func whatIsNoChartIsRefused() {
        #expect(throws: ChartError.noPoints) { try Self.chart([]).drawn() }
        #expect(throws: ChartError.notFinite(series: "a", point: 1)) {
            try Self.chart([(0, 0), (1, .nan)], name: "a").drawn()
        }
        #expect(throws: ChartError.notFinite(series: "", point: 0)) { try Self.chart([(.infinity, 0)]).drawn() }
        #expect(throws: ChartError.invalidRange(axis: "y")) { try Self.chart([(0, 0)], y: 1...1).drawn() }
        #expect(throws: ChartError.invalidRange(axis: "x")) {
            try Self.chart([(-1.7e308, 0), (1.7e308, 1)], x: nil).drawn()
        }
        #expect(throws: ChartError.self) { try Self.chart([(0, 0)]).drawn(size: PictureSize(height: 50, width: 50)) }
    }

    @Test(arguments: [
        (0.0, 1.0, false, "0 0.2 0.4 0.6 0.8 1.0"), (0, 11, true, "0 2 4 6 8 10"), (0, 3, true, "0 1 2 3"),
        (-0.5, 23.5, true, "0 5 10 15 20"), (17, 342, false, "0 100 200 300 400"),
        (-0.03, 0.02, false, "-0.03 -0.02 -0.01 0 0.01 0.02"), (1e9, 3e9, false, "10e8 15e8 20e8 25e8 30e8"),
    ])
    func ticksAreRoundNumbers(least: Double, largest: Double, isWhole: Bool, expected: String) throws {
        var axis = Self.chart([]).xAxis
        (axis.range, axis.isWhole) = (isWhole ? least...largest : nil, isWhole)
        let scale = try AxisScale(axis, spanning: [least, largest])
        #expect(scale.ticks.map(\.text).joined(separator: " ") == expected)
        #expect(scale.ticks.allSatisfy { scale.range.contains($0.value) })
    }
}
