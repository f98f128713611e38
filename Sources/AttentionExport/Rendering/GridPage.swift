import AttentionMaps
import ImageDecoding

/// Small drawings of one picture, each under its label.
struct GridPage {
    /// Sides beyond which a page's cells are no longer looked at together, in pixels.
    private static let longestSide = 4000
    /// Cells beyond this show no more of a map of a few dozen patches.
    private static let longestCellSide = 480
    /// Pixels between cells, and around them.
    private static let gap = 12

    private let cell: PictureSize
    private let layout: GridLayout
    private let labels: [[String]]
    private let letterScale: Int
    /// Whether the first cell is the picture as it is.
    private let showsPicture: Bool

    /// For drawings of a picture of this size; with the range of each heat map under its name if asked for.
    init(of drawings: [Drawing], pictureSize: PictureSize, showsRanges: Bool, showsPicture: Bool = false) {
        self.showsPicture = showsPicture
        layout =
            showsPicture ? GridLayout(count: drawings.count + 1) : GridLayout(of: drawings.map(\.leading))
        cell = Self.cellSize(of: pictureSize, in: layout)
        let captions = drawings.map { $0.caption(showsRange: showsRanges) }
        labels = showsPicture ? [captions[0].indices.map { $0 == 0 ? "picture" : "" }] + captions : captions
        letterScale = Self.width(of: labels, scale: 2) <= cell.width ? 2 : 1
    }

    /// How much letters are enlarged: twice where that fits over a cell.
    var lettersEnlarged: Int { letterScale }

    /// The page, of overlays made from the picture at the cells' size.
    func sheet(of picture: Picture, overlays: (Int, Picture) throws(ExportError) -> any RowSource) throws(ExportError)
        -> Sheet
    {
        let small = picture.resized(to: cell, by: .bicubic)
        func panel(_ index: Int) throws(ExportError) -> any RowSource {
            guard showsPicture else { return try overlays(index, small) }
            return index == 0 ? PictureRows(small) : try overlays(index - 1, small)
        }
        var panels: [Sheet.Panel] = []
        for (index, label) in labels.enumerated() {
            let drawn = drawn(label)
            let top = Self.gap + index / layout.columns * (drawn.size.height + cell.height + Self.gap)
            let left = Self.gap + index % layout.columns * (drawn.size.width + Self.gap)
            panels.append(Sheet.Panel(top: top, left: left, source: PictureRows(drawn)))
            panels.append(
                Sheet.Panel(top: top + drawn.size.height, left: left, source: try panel(index)))
        }
        return Sheet(panels, margin: Self.gap)
    }

    /// The lines of a label, as wide as a cell or the longest label.
    private func drawn(_ lines: [String]) -> Picture {
        let lineHeight = (BitmapFont.height + 2) * letterScale
        let width = max(cell.width, Self.width(of: labels, scale: letterScale))
        var canvas = Canvas(PictureSize(height: lines.count * lineHeight + 2 * letterScale, width: width))
        for (index, line) in lines.enumerated() {
            canvas.write(line, top: index * lineHeight, left: 0, scale: letterScale)
        }
        return canvas.picture
    }

    private static func width(of labels: [[String]], scale: Int) -> Int {
        labels.joined().map { BitmapFont.width(of: $0, scale: scale) }.max() ?? 0
    }

    /// The picture's shape, no larger than the picture, and such that the cells of a page keep to its longest side;
    /// labels and gaps come on top.
    private static func cellSize(of picture: PictureSize, in layout: GridLayout) -> PictureSize {
        let longest = Double(max(picture.height, picture.width))
        let scale = min(
            1, Double(longestCellSide) / longest,
            Double(longestSide) / Double(layout.rows * picture.height),
            Double(longestSide) / Double(layout.columns * picture.width))
        return PictureSize(
            height: max(1, Int((Double(picture.height) * scale).rounded())),
            width: max(1, Int((Double(picture.width) * scale).rounded())))
    }
}
