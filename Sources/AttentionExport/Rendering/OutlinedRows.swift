import AttentionMaps
import ImageDecoding

/// A picture with rectangles outlined on it: white lines between dark ones, which are seen on any picture.
final class OutlinedRows: RowSource {
    /// A rectangle of the picture's pixels.
    struct Outline {
        let rows: Range<Int>
        let columns: Range<Int>
    }

    var size: PictureSize { source.size }
    private let source: any RowSource
    private let outlines: [Outline]
    /// Of each of the three lines; the white one is twice as wide.
    private let lineWidth: Int

    /// - Parameters:
    ///   - boxes: in pixels of an original of which the source is a copy in its own size.
    ///   - lineWidth: of the dark lines, in pixels of the source.
    convenience init(_ source: any RowSource, boxes: [ObjectBox], original: PictureSize, lineWidth: Int) {
        let (vertical, horizontal) = (
            Double(source.size.height) / Double(original.height), Double(source.size.width) / Double(original.width)
        )
        func range(_ start: Int, _ length: Int, _ scale: Double, _ extent: Int) -> Range<Int> {
            let first = min(Int((Double(start) * scale).rounded()), extent - 1)
            let end = min(Int((Double(start + length) * scale).rounded()), extent)
            return first..<max(first + 1, end)
        }
        let outlines = boxes.map {
            Outline(
                rows: range($0.top, $0.height, vertical, source.size.height),
                columns: range($0.left, $0.width, horizontal, source.size.width))
        }
        self.init(source, outlines: outlines, lineWidth: lineWidth)
    }

    private init(_ source: any RowSource, outlines: [Outline], lineWidth: Int) {
        self.source = source
        self.outlines = outlines
        self.lineWidth = lineWidth
    }

    func twin() -> any RowSource { OutlinedRows(source.twin(), outlines: outlines, lineWidth: lineWidth) }

    func write(row: Int, to output: UnsafeMutablePointer<UInt8>) {
        source.write(row: row, to: output)
        for outline in outlines where outline.rows.contains(row) {
            let depth = min(row - outline.rows.lowerBound, outline.rows.upperBound - 1 - row)
            let columns = outline.columns
            for inset in 0..<min(4 * lineWidth, (columns.count + 1) / 2) {
                // Nearer to the outside of the two directions, as at a mitred corner.
                let color = color(atDepth: min(inset, depth))
                paint(columns.lowerBound + inset, with: color, in: output)
                paint(columns.upperBound - 1 - inset, with: color, in: output)
            }
            guard depth < 4 * lineWidth, columns.count > 8 * lineWidth else { continue }
            let color = color(atDepth: depth)
            for column in columns.lowerBound + 4 * lineWidth..<columns.upperBound - 4 * lineWidth {
                paint(column, with: color, in: output)
            }
        }
    }

    /// From the outside: dark, white twice as wide, dark.
    private func color(atDepth depth: Int) -> RGB {
        (lineWidth..<3 * lineWidth).contains(depth) ? .paper : .ink
    }

    private func paint(_ column: Int, with color: RGB, in output: UnsafeMutablePointer<UInt8>) {
        output[3 * column] = color.red
        output[3 * column + 1] = color.green
        output[3 * column + 2] = color.blue
    }
}
