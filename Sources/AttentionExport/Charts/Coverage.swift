/// How much of each pixel of a canvas a shape covers, 0 to 1: one colour is put through it once, so that segments of a
/// line do not darken each other where they meet.
struct Coverage {
    private let rows: Range<Int>
    private let columns: Range<Int>
    private var parts: [Float]

    /// Nothing yet of these pixels; what lies outside is left out.
    init(rows: Range<Int>, columns: Range<Int>) {
        self.rows = rows
        self.columns = columns
        parts = Array(repeating: 0, count: rows.count * columns.count)
    }

    /// A place in pixels, (0, 0) the upper left corner of the first one.
    struct Place {
        let y: Double
        let x: Double
    }

    /// A disc.
    mutating func addDisc(at center: Place, radius: Double) { addSegment(from: center, to: center, radius: radius) }

    /// All within a distance of a segment: a line with round ends.
    ///
    /// A pixel is covered by how far its centre lies inside the edge, half a pixel to both sides of it.
    mutating func addSegment(from start: Place, to end: Place, radius: Double) {
        let reach = radius + 1
        let (dy, dx) = (end.y - start.y, end.x - start.x)
        let squared = dy * dy + dx * dx
        for row in Self.pixels(from: min(start.y, end.y) - reach, to: max(start.y, end.y) + reach, within: rows) {
            let fromStartY = Double(row) + 0.5 - start.y
            for column in Self.pixels(
                from: min(start.x, end.x) - reach, to: max(start.x, end.x) + reach, within: columns)
            {
                let fromStartX = Double(column) + 0.5 - start.x
                let along = squared > 0 ? min(1, max(0, (fromStartY * dy + fromStartX * dx) / squared)) : 0
                let (offY, offX) = (fromStartY - along * dy, fromStartX - along * dx)
                let part = Float(min(1, max(0, radius + 0.5 - (offY * offY + offX * offX).squareRoot())))
                let index = (row - rows.lowerBound) * columns.count + column - columns.lowerBound
                parts[index] = max(parts[index], part)
            }
        }
    }

    /// Clamped as numbers first: a point may lie farther away than an Int can say.
    private static func pixels(from first: Double, to last: Double, within range: Range<Int>) -> Range<Int> {
        let (low, high) = (Double(range.lowerBound), Double(range.upperBound))
        let start = Int(min(high, max(low, first.rounded(.down))))
        return start..<max(start, Int(min(high, max(low, last.rounded(.up)))))
    }

    /// Colours what is covered.
    func paint(_ color: RGB, on canvas: inout Canvas) {
        for (index, part) in parts.enumerated() where part > 0 {
            canvas.blend(
                color, part: part, row: rows.lowerBound + index / columns.count,
                column: columns.lowerBound + index % columns.count)
        }
    }
}
