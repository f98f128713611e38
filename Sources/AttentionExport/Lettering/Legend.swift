import AttentionMaps
import ImageDecoding

/// A strip with what the numbers are, a bar of all colours, and what its ends and middle stand for; or with a line that
/// says what is seen, where no colours stand for numbers.
///
/// It is put under the picture and never on it.
struct Legend {
    private let title: String
    /// Written under the bar from its left end to its right; without them there is no bar.
    private let marks: [String]
    private let colormap: Colormap
    private let scale: Int

    // In pixels before enlargement.
    private static let margin = 6
    private static let gap = 3
    private static let barHeight = 10

    /// Of drawings with these ranges.
    ///
    /// Where they differ from map to map there are no numbers for the bar, and the maps' labels hold them.
    init(of drawings: [Drawing], colormap: Colormap, scale: Int) {
        let heat = drawings.filter { $0.range != nil }
        let ranges = Set(heat.compactMap(\.range))
        let quantities = Set(heat.map(\.leading.quantity))
        let quantity = quantities.count == 1 ? heat[0].leading.quantity : "value"
        if heat.isEmpty {
            title = drawings.map(\.explanation).joined(separator: "; ")
            marks = []
        } else if ranges.count == 1, let range = ranges.first {
            title = quantity
            marks = [range.lowest, range.middle, range.highest].map(ScaleNumber.text)
        } else {
            title = "\(quantity) (range above each map)"
            marks = ["lowest", "highest"]
        }
        self.colormap = colormap
        self.scale = scale
    }

    /// The narrowest strip that holds title and marks.
    var minimumWidth: Int {
        let between = BitmapFont.advance * 2 * scale
        let widths = marks.map { BitmapFont.width(of: $0, scale: scale) }
        let line = widths.reduce(0, +) + between * max(0, marks.count - 1)
        return max(line, BitmapFont.width(of: title, scale: scale)) + 2 * Self.margin * scale
    }

    /// The strip, at least as wide as its minimum.
    func drawn(width: Int) -> Picture {
        let belowTitle = marks.isEmpty ? 0 : BitmapFont.height + 2 * Self.gap + Self.barHeight
        let height = 2 * Self.margin + BitmapFont.height + belowTitle
        var canvas = Canvas(PictureSize(height: height * scale, width: width))
        let bar = Self.margin * scale..<width - Self.margin * scale
        let barTop = (Self.margin + BitmapFont.height + Self.gap) * scale
        canvas.write(title, top: Self.margin * scale, left: bar.lowerBound, scale: scale)
        guard !marks.isEmpty else { return canvas.picture }
        drawBar(on: &canvas, rows: barTop..<barTop + Self.barHeight * scale, columns: bar)
        drawMarks(on: &canvas, top: barTop + (Self.barHeight + Self.gap) * scale, columns: bar)
        return canvas.picture
    }

    private func drawBar(on canvas: inout Canvas, rows: Range<Int>, columns: Range<Int>) {
        // A frame, without which the light end would have no edge on paper.
        canvas.fill(rows: rows, columns: columns, with: .ink)
        let inner = columns.lowerBound + scale..<columns.upperBound - scale
        for column in inner {
            // The first column is level 0 and the last 255.
            let level = (column - inner.lowerBound) * 255 / max(1, inner.count - 1)
            canvas.fill(
                rows: rows.lowerBound + scale..<rows.upperBound - scale, columns: column..<column + 1,
                with: colormap[UInt8(level)])
        }
    }

    /// The first mark begins where the bar does, the last ends where it ends, one between is centred.
    private func drawMarks(on canvas: inout Canvas, top: Int, columns: Range<Int>) {
        for (index, mark) in marks.enumerated() {
            let room = columns.count - BitmapFont.width(of: mark, scale: scale)
            let left = columns.lowerBound + room * index / (marks.count - 1)
            canvas.write(mark, top: top, left: left, scale: scale)
        }
    }
}
