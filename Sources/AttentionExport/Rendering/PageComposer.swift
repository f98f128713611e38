import AttentionMaps
import ImageDecoding

/// Puts a page together from a picture and drawings of it, as the style says.
struct PageComposer {
    let style: OverlayStyle
    let threads: Int
    let picture: Picture
    let drawings: [Drawing]
    /// Of the picture on the page.
    private let drawnSize: PictureSize

    /// Checks that the drawings are of this picture, and as many as the layout shows, and that the opacity is one.
    init(
        style: OverlayStyle, picture: Picture, drawings: [Drawing], threads: Int
    ) throws(ExportError) {
        guard !drawings.isEmpty else { throw .noMaps }
        guard drawings.count == 1 || [.grid, .methods].contains(style.layout) else {
            throw .tooManyMaps(found: drawings.count, layout: style.layout)
        }
        guard (0...1).contains(style.opacity) else { throw .invalidOpacity(style.opacity) }
        for drawing in drawings where drawing.leading.geometry.original != picture.originalSize {
            throw .wrongPicture(found: picture.originalSize, expected: drawing.leading.geometry.original)
        }
        drawnSize = style.drawnSize(of: picture.originalSize)
        self.style = style
        self.threads = threads
        self.picture = picture
        self.drawings = drawings
    }

    /// The page, ready to be written row by row.
    func page() throws(ExportError) -> any RowSource {
        switch style.layout {
        case .overlay: try withLegend(drawings[0].overlay(over: picture.drawn(at: drawnSize, threads: threads)))
        case .heatmap: try withLegend(drawings[0].alone(at: drawnSize))
        case .sideBySide: try withLegend(sideBySide())
        case .grid, .methods: try grid()
        }
    }

    private func sideBySide() throws(ExportError) -> Sheet {
        let drawn = try picture.drawn(at: drawnSize, threads: threads)
        // As wide as a letter, so that the two are seen to be two.
        let left = drawnSize.width + BitmapFont.advance * BitmapFont.scale(for: drawnSize)
        return Sheet([
            Sheet.Panel(top: 0, left: 0, source: PictureRows(drawn)),
            Sheet.Panel(top: 0, left: left, source: try drawings[0].overlay(over: drawn)),
        ])
    }

    private func grid() throws(ExportError) -> any RowSource {
        let isShared = Set(drawings.compactMap(\.range)).count <= 1
        try picture.checkHas(drawnSize)
        let page = GridPage(
            of: drawings, pictureSize: drawnSize, showsRanges: style.legend && !isShared,
            showsPicture: style.layout == .methods)
        let sheet = try page.sheet(of: picture) { (index, small) throws(ExportError) in
            try drawings[index].overlay(over: small)
        }
        return withLegend(sheet, letterScale: page.lettersEnlarged)
    }

    private func withLegend(_ source: any RowSource, letterScale: Int? = nil) -> any RowSource {
        guard style.legend else { return source }
        let letterScale = letterScale ?? BitmapFont.scale(for: source.size)
        let legend = Legend(of: drawings, colormap: style.colormap, scale: letterScale)
        let strip = legend.drawn(width: max(source.size.width, legend.minimumWidth))
        return Sheet([
            Sheet.Panel(top: 0, left: 0, source: source),
            Sheet.Panel(top: source.size.height, left: 0, source: PictureRows(strip)),
        ])
    }
}

extension BitmapFont {
    /// How much letters and lines are enlarged at the full size of a picture: letters are 10 pixels high at 650×650,
    /// and grow with its sides.
    static func scale(for size: PictureSize) -> Int {
        let area = Double(size.height) * Double(size.width)
        return max(1, Int((area.squareRoot() / 650).rounded()))
    }
}
