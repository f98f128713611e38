import ImageDecoding

/// A chart in pixels: the title, the name of the y axis, the plot with its ticks, the name of the x axis, the legend,
/// from top to bottom.
struct ChartDrawing {
    private let chart: Chart
    private let (x, y): (AxisScale, AxisScale)
    private let size: PictureSize
    private let scale: Int
    private let legend: ChartLegend
    private let plot: (rows: Range<Int>, columns: Range<Int>)

    // In pixels before enlargement.
    private static let margin = 8
    private static let gap = 5
    private static let tickLength = 3
    /// A plot smaller than this shows nothing.
    private static let leastPlot = 40
    /// The size for which letters are not enlarged.
    private static let unit = PictureSize(height: 300, width: 440)
    private static let gridColor = RGB(red: 222, green: 222, blue: 222)

    /// Throws `tooSmall` where margins and text leave no plot.
    init(of chart: Chart, size: PictureSize, x: AxisScale, y: AxisScale) throws(ChartError) {
        self.chart = chart
        self.size = size
        (self.x, self.y) = (x, y)
        let scale = max(1, min(size.height / Self.unit.height, size.width / Self.unit.width))
        self.scale = scale
        legend = ChartLegend(of: chart.series, width: size.width - 2 * Self.margin * scale, scale: scale)
        let line = BitmapFont.height + Self.gap
        let widest = y.ticks.map { BitmapFont.width(of: $0.text, scale: scale) }.max() ?? 0
        let half = (x.ticks.last.map { BitmapFont.width(of: $0.text, scale: scale) } ?? 0) / 2
        let top = (Self.margin + 2 * line + Self.gap) * scale
        let below = (Self.gap + 2 * line + Self.margin) * scale + legend.height
        let left = (Self.margin + Self.gap) * scale + widest
        let right = Self.margin * scale + half
        let least = PictureSize(
            height: top + below + Self.leastPlot * scale, width: left + right + Self.leastPlot * scale)
        guard size.height >= least.height, size.width >= least.width else {
            throw .tooSmall(found: size, expected: least)
        }
        plot = (top..<size.height - below, left..<size.width - right)
    }

    func callAsFunction() -> Picture {
        var canvas = Canvas(size)
        let line = (BitmapFont.height + Self.gap) * scale
        write(chart.title, top: Self.margin * scale, centeredIn: 0..<size.width, on: &canvas)
        canvas.write(
            fitting(chart.yAxis.label, into: size.width - 2 * Self.margin * scale), top: Self.margin * scale + line,
            left: Self.margin * scale, scale: scale)
        drawTicks(on: &canvas)
        let below = plot.rows.upperBound + 2 * Self.gap * scale + BitmapFont.height * scale
        write(chart.xAxis.label, top: below, centeredIn: plot.columns, on: &canvas)
        legend.draw(on: &canvas, top: below + line, left: Self.margin * scale)
        for series in chart.series { draw(series, on: &canvas) }
        return canvas.picture
    }

    /// Grid lines with their numbers, then the two axes.
    private func drawTicks(on canvas: inout Canvas) {
        let stroke = max(1, scale / 2)
        for tick in y.ticks {
            let row = Int(place(x: x.range.lowerBound, y: tick.value).y)
            canvas.fill(rows: row..<row + stroke, columns: plot.columns, with: Self.gridColor)
            let width = BitmapFont.width(of: tick.text, scale: scale)
            // Digits stand on the seventh of nine rows.
            canvas.write(
                tick.text, top: row - 3 * scale, left: plot.columns.lowerBound - Self.gap * scale - width, scale: scale)
        }
        for tick in x.ticks {
            let column = Int(place(x: tick.value, y: y.range.lowerBound).x)
            canvas.fill(rows: plot.rows, columns: column..<column + stroke, with: Self.gridColor)
            let width = BitmapFont.width(of: tick.text, scale: scale)
            canvas.fill(
                rows: plot.rows.upperBound..<plot.rows.upperBound + Self.tickLength * scale,
                columns: column..<column + stroke, with: .ink)
            canvas.write(
                tick.text, top: plot.rows.upperBound + Self.gap * scale, left: column - width / 2, scale: scale)
        }
        let (bottom, left) = (plot.rows.upperBound, plot.columns.lowerBound)
        canvas.fill(rows: bottom - stroke..<bottom, columns: plot.columns, with: .ink)
        canvas.fill(rows: plot.rows, columns: left..<left + stroke, with: .ink)
    }

    /// A line is cut off at the plot's edges; a dot is whole, or left out where its centre is outside.
    private func draw(_ series: Chart.Series, on canvas: inout Canvas) {
        let places = series.points.map { place(x: $0.x, y: $0.y) }
        switch series.style {
        case .line:
            var coverage = Coverage(rows: plot.rows, columns: plot.columns)
            let radius = Double(scale) * 0.75
            if places.count == 1 { coverage.addDisc(at: places[0], radius: radius) }
            for (start, end) in zip(places, places.dropFirst()) {
                coverage.addSegment(from: start, to: end, radius: radius)
            }
            coverage.paint(series.color, on: &canvas)
        case .dots:
            var coverage = Coverage(rows: 0..<size.height, columns: 0..<size.width)
            for (point, place) in zip(series.points, places)
            where x.range.contains(point.x) && y.range.contains(point.y) {
                coverage.addDisc(at: place, radius: Double(scale) * ChartLegend.dotRadius)
            }
            coverage.paint(series.color, on: &canvas)
        }
    }

    private func place(x: Double, y: Double) -> Coverage.Place {
        Coverage.Place(
            y: Double(plot.rows.upperBound) - 0.5 - self.y.part(of: y) * Double(plot.rows.count - 1),
            x: Double(plot.columns.lowerBound) + 0.5 + self.x.part(of: x) * Double(plot.columns.count - 1))
    }

    private func write(_ text: String, top: Int, centeredIn columns: Range<Int>, on canvas: inout Canvas) {
        let text = fitting(text, into: size.width - 2 * Self.margin * scale)
        let width = BitmapFont.width(of: text, scale: scale)
        let wanted = columns.lowerBound + (columns.count - width) / 2
        let left = max(Self.margin * scale, min(wanted, size.width - Self.margin * scale - width))
        canvas.write(text, top: top, left: left, scale: scale)
    }

    /// As much of a text as there is room for.
    private func fitting(_ text: String, into width: Int) -> String {
        if BitmapFont.width(of: text, scale: scale) <= width { return text }
        return text.prefix(max(0, width / (BitmapFont.advance * scale) - 2)) + ".."
    }
}
