import AttentionMaps
import ImageDecoding

/// Puts a page together from a picture and its maps, as the style says.
struct PageComposer {
    let style: OverlayStyle
    let threads: Int
    let picture: Picture
    let maps: [AttentionMap]
    /// One for each map.
    let ranges: [ValueRange]
    /// Of the picture on the page.
    private let drawnSize: PictureSize

    /// Checks that the maps are of this picture, and as many as the layout shows, and that the opacity is one.
    init(
        style: OverlayStyle, picture: Picture, maps: [AttentionMap], ranges: [ValueRange], threads: Int
    ) throws(ExportError) {
        guard !maps.isEmpty else { throw .noMaps }
        guard maps.count == 1 || [.grid, .methods].contains(style.layout) else {
            throw .tooManyMaps(found: maps.count, layout: style.layout)
        }
        guard (0...1).contains(style.opacity) else { throw .invalidOpacity(style.opacity) }
        for map in maps where map.geometry.original != picture.originalSize {
            throw .wrongPicture(found: picture.originalSize, expected: map.geometry.original)
        }
        drawnSize = style.drawnSize(of: picture.originalSize)
        self.style = style
        self.threads = threads
        self.picture = picture
        self.maps = maps
        self.ranges = ranges
    }

    /// The page, ready to be written row by row.
    func page() throws(ExportError) -> any RowSource {
        switch style.layout {
        case .overlay: try withLegend(overlay(0, over: picture.drawn(at: drawnSize, threads: threads)))
        case .heatmap: try withLegend(heatmap())
        case .sideBySide: try withLegend(sideBySide())
        case .grid, .methods: try grid()
        }
    }

    private func levels(of index: Int, at size: PictureSize) throws(ExportError) -> LevelRows {
        let map = maps[index].resized(toOriginal: size)
        let plan = ColumnPlan(map.geometry, upsampling: style.upsampling)
        return try LevelRows(map, plan: plan, range: ranges[index], upsampling: style.upsampling)
    }

    /// One map over the picture at any size.
    private func overlay(_ index: Int, over picture: Picture) throws(ExportError) -> OverlayRows {
        let heat = try levels(of: index, at: picture.size)
        return OverlayRows(picture, heat: heat, colormap: style.colormap, opacity: style.opacity)
    }

    private func heatmap() throws(ExportError) -> OverlayRows {
        OverlayRows(size: drawnSize, heat: try levels(of: 0, at: drawnSize), colormap: style.colormap)
    }

    private func sideBySide() throws(ExportError) -> Sheet {
        let drawn = try picture.drawn(at: drawnSize, threads: threads)
        // As wide as a letter, so that the two are seen to be two.
        let left = drawnSize.width + BitmapFont.advance * Self.letterScale(for: drawnSize)
        return Sheet([
            Sheet.Panel(top: 0, left: 0, source: PictureRows(drawn)),
            Sheet.Panel(top: 0, left: left, source: try overlay(0, over: drawn)),
        ])
    }

    private func grid() throws(ExportError) -> any RowSource {
        let isShared = Set(ranges).count == 1
        try picture.checkHas(drawnSize)
        let page = GridPage(
            of: maps, pictureSize: drawnSize, ranges: style.legend && !isShared ? ranges : nil)
        let sheet = try page.sheet(of: picture) { (index, small) throws(ExportError) in
            try overlay(index, over: small)
        }
        return withLegend(sheet, letterScale: page.lettersEnlarged)
    }

    private func withLegend(_ source: any RowSource, letterScale: Int? = nil) -> any RowSource {
        guard style.legend else { return source }
        let letterScale = letterScale ?? Self.letterScale(for: source.size)
        let legend = Legend(of: maps, ranges: ranges, colormap: style.colormap, scale: letterScale)
        let strip = legend.drawn(width: max(source.size.width, legend.minimumWidth))
        return Sheet([
            Sheet.Panel(top: 0, left: 0, source: source),
            Sheet.Panel(top: source.size.height, left: 0, source: PictureRows(strip)),
        ])
    }

    /// Letters at the full size of a picture: 10 pixels high at 650×650, and growing with its sides.
    private static func letterScale(for size: PictureSize) -> Int {
        let area = Double(size.height) * Double(size.width)
        return max(1, Int((area.squareRoot() / 650).rounded()))
    }
}

extension AttentionMap {
    /// The same map for a copy of the picture in another size.
    fileprivate func resized(toOriginal size: PictureSize) -> AttentionMap {
        guard size != geometry.original else { return self }
        let geometry = PatchGeometry(
            original: size, orientation: geometry.orientation, resized: geometry.resized, cropTop: geometry.cropTop,
            cropLeft: geometry.cropLeft, grid: geometry.grid)
        return placed(in: geometry)
    }
}
