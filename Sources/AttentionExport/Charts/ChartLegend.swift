/// The names of a chart's series behind a mark of each, in as many lines as they need.
struct ChartLegend {
    private let entries: [(series: Chart.Series, line: Int, left: Int)]
    private let lines: Int
    private let scale: Int

    // In pixels before enlargement.
    private static let markWidth = 14
    private static let gap = 4
    private static let between = 12
    /// Of a dot, in the plot and here.
    static let dotRadius = 2.75

    /// Series without a name have no entry.
    init(of series: [Chart.Series], width: Int, scale: Int) {
        var entries: [(series: Chart.Series, line: Int, left: Int)] = []
        var (line, left) = (0, 0)
        for series in series where !series.name.isEmpty {
            let text = BitmapFont.width(of: series.name, scale: scale)
            let needed = (Self.markWidth + Self.gap) * scale + text
            if left > 0, left + needed > width { (line, left) = (line + 1, 0) }
            entries.append((series, line, left))
            left += needed + Self.between * scale
        }
        self.entries = entries
        self.scale = scale
        lines = entries.isEmpty ? 0 : line + 1
    }

    private static let lineHeight = BitmapFont.height + gap

    /// In pixels.
    var height: Int { lines == 0 ? 0 : (lines * Self.lineHeight + Self.gap) * scale }

    func draw(on canvas: inout Canvas, top: Int, left: Int) {
        for (series, line, offset) in entries {
            let (top, left) = (top + (line * Self.lineHeight + Self.gap) * scale, left + offset)
            let mark = left..<left + Self.markWidth * scale
            var coverage = Coverage(rows: top..<top + BitmapFont.height * scale, columns: mark)
            // The middle of the letters without what hangs below the line.
            let middle = Double(top) + Double(scale) * 3.5
            switch series.style {
            case .line:
                coverage.addSegment(
                    from: Coverage.Place(y: middle, x: Double(mark.lowerBound + scale)),
                    to: Coverage.Place(y: middle, x: Double(mark.upperBound - scale)), radius: Double(scale) * 0.75)
            case .dots:
                let center = Coverage.Place(y: middle, x: Double(mark.lowerBound + mark.upperBound) / 2)
                coverage.addDisc(at: center, radius: Double(scale) * Self.dotRadius)
            }
            coverage.paint(series.color, on: &canvas)
            canvas.write(series.name, top: top, left: mark.upperBound + Self.gap * scale, scale: scale)
        }
    }
}
