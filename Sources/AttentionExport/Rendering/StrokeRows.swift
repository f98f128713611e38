import ImageDecoding

/// A straight line with round ends, a dot or a ring, to be drawn over rows of pixels.
struct Stroke {
    /// From the upper left corner of the page, in pixels: (0.5, 0.5) is the centre of its first pixel.
    typealias Point = (y: Double, x: Double)

    let from: Point
    let to: Point
    /// Half the line's thickness, in pixels.
    let radius: Double
    /// What is left open around the middle: for a ring, which is a line of no length.
    var innerRadius = 0.0
    let color: RGB
    /// From 0 to 1.
    let opacity: Double

    /// The rows it may touch, its softened edge included.
    var rows: ClosedRange<Double> { min(from.y, to.y) - radius - 1...max(from.y, to.y) + radius + 1 }

    /// The columns it may touch in the row whose middle is `y`: those of the strip along the line, between its ends.
    func columns(at y: Double, width: Int) -> Range<Int> {
        let (dy, dx) = (to.y - from.y, to.x - from.x)
        let reach = radius + 1
        var (left, right) = (min(from.x, to.x) - reach, max(from.x, to.x) + reach)
        if dy != 0 {
            let middle = from.x + (y - from.y) * dx / dy
            let half = reach * (dy * dy + dx * dx).squareRoot() / dy.magnitude
            (left, right) = (max(left, middle - half), min(right, middle + half))
        }
        let first = max(0, Int(max(left, -1).rounded(.down)))
        return first..<max(first, min(width, Int(min(right, Double(width)).rounded(.up))))
    }

    /// How much of a pixel is covered, by the distance of its middle: an edge is softened over one pixel.
    func coverage(y: Double, x: Double) -> Double {
        let (dy, dx) = (to.y - from.y, to.x - from.x)
        let squared = dy * dy + dx * dx
        // The nearest point of the line, as a part of its length.
        let part = squared > 0 ? min(max(((y - from.y) * dy + (x - from.x) * dx) / squared, 0), 1) : 0
        let (offY, offX) = (y - from.y - part * dy, x - from.x - part * dx)
        let distance = (offY * offY + offX * offX).squareRoot()
        let outer = min(max(radius + 0.5 - distance, 0), 1)
        return innerRadius > 0 ? outer * min(max(distance - innerRadius + 0.5, 0), 1) : outer
    }
}

/// Strokes over another source of rows, the first at the bottom.
final class StrokeRows: RowSource {
    let size: PictureSize
    private let ground: any RowSource
    private let strokes: [Stroke]

    init(_ ground: any RowSource, strokes: [Stroke]) {
        size = ground.size
        self.ground = ground
        self.strokes = strokes
    }

    func twin() -> any RowSource { StrokeRows(ground.twin(), strokes: strokes) }

    func write(row: Int, to output: UnsafeMutablePointer<UInt8>) {
        ground.write(row: row, to: output)
        let y = Double(row) + 0.5
        for stroke in strokes where stroke.rows.contains(y) {
            for column in stroke.columns(at: y, width: size.width) {
                let weight = stroke.coverage(y: y, x: Double(column) + 0.5) * stroke.opacity
                if weight > 0 { Self.blend(stroke.color, weight: weight, into: output + column * 3) }
            }
        }
    }

    private static func blend(_ color: RGB, weight: Double, into pixel: UnsafeMutablePointer<UInt8>) {
        pixel[0] = blended(pixel[0], color.red, weight)
        pixel[1] = blended(pixel[1], color.green, weight)
        pixel[2] = blended(pixel[2], color.blue, weight)
    }

    private static func blended(_ below: UInt8, _ above: UInt8, _ weight: Double) -> UInt8 {
        UInt8((Double(below) + (Double(above) - Double(below)) * weight).rounded())
    }
}
