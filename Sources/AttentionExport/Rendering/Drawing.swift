import AttentionMaps
import ImageDecoding

/// One drawing of a picture in a style, at any size: what a page of its own shows, or a cell of several.
struct Drawing {
    /// What is drawn.
    enum Content {
        /// A map by a colour map, over this range.
        case heat(AttentionMap, ValueRange)
        /// Three maps as red, green and blue; and where they are seen, if not everywhere.
        case colors(channels: [AttentionMap], coverage: AttentionMap?)
        /// A map of an object in one colour, and boxes.
        case mask(AttentionMap, boxes: [ObjectBox])
    }

    let content: Content
    let style: OverlayStyle
    /// What it is called where its map's own label is not enough: beside those of other methods.
    var title: String?

    /// The map that says where it is from, and what its geometry is.
    var leading: AttentionMap {
        switch content {
        case .heat(let map, _), .mask(let map, _): map
        case .colors(let channels, _): channels[0]
        }
    }

    /// What it is called above a cell.
    var label: String { title ?? leading.label }

    /// The lines above a cell: what it is called and, if asked for, its range. A line stays empty where there is no
    /// range: cells beside each other begin at one height.
    func caption(showsRange: Bool) -> [String] {
        guard showsRange else { return [label] }
        guard let range else { return [label, ""] }
        return [label, "\(ScaleNumber.text(range.lowest)) to \(ScaleNumber.text(range.highest))"]
    }

    /// What is seen, in a line.
    var explanation: String {
        switch content {
        case .heat(let map, _): map.quantity
        case .colors: "\(label): components 1, 2, 3 as red, green, blue"
        case .mask(_, let boxes): boxes.isEmpty ? "\(label): object" : "\(label): object and its box"
        }
    }

    /// The values that the ends of its colour map stand for, if it has one.
    var range: ValueRange? {
        if case .heat(_, let range) = content { range } else { nil }
    }

    /// Of the objects on it.
    var boxes: [ObjectBox] {
        if case .mask(_, let boxes) = content { boxes } else { [] }
    }

    /// Over the picture, which may be a copy in any size.
    func overlay(over picture: Picture) throws(ExportError) -> any RowSource {
        try rows(size: picture.size, over: picture)
    }

    /// Alone, on paper.
    func alone(at size: PictureSize) throws(ExportError) -> any RowSource {
        try rows(size: size, over: nil)
    }

    private func rows(size: PictureSize, over picture: Picture?) throws(ExportError) -> any RowSource {
        switch content {
        case .heat(let map, let range):
            let heat = try levels(of: map, at: size, range: range)
            guard let picture else { return OverlayRows(size: size, heat: heat, colormap: style.colormap) }
            return OverlayRows(picture, heat: heat, colormap: style.colormap, opacity: style.opacity)
        case .colors(let channels, let coverage):
            var rows: [LevelRows] = []
            for channel in channels { rows.append(try levels(of: channel, at: size)) }
            var seen: LevelRows?
            if let coverage { seen = try levels(of: coverage, at: size) }
            return ColorRows(
                size: size, over: picture, colors: .channels(rows), coverage: seen, opacity: style.opacity)
        case .mask(let map, let boxes):
            let mask = ColorRows(
                size: size, over: picture, colors: .plain(style.colormap[255]),
                coverage: try levels(of: map, at: size), opacity: style.opacity)
            return OutlinedRows(
                mask, boxes: boxes, original: map.geometry.original,
                lineWidth: BitmapFont.scale(for: size))
        }
    }

    /// The levels 0 to 255 of a map at a size; of channels and masks from 0 to 1.
    private func levels(
        of map: AttentionMap, at size: PictureSize, range: ValueRange = ValueRange(lowest: 0, highest: 1)
    ) throws(ExportError) -> LevelRows {
        let map = map.resized(toOriginal: size)
        let plan = ColumnPlan(map.geometry, upsampling: style.upsampling)
        return try LevelRows(map, plan: plan, range: range, upsampling: style.upsampling)
    }
}

extension Drawing {
    /// All drawings of findings, each heat map with its range among all of them and others.
    static func drawings(
        of findings: [MethodFinding], among all: [MethodFinding], style: OverlayStyle
    ) throws(ExportError) -> [Drawing] {
        let drawn = findings.flatMap(\.drawings)
        func heat(_ findings: [MethodFinding]) -> [AttentionMap] {
            findings.filter { $0.drawing == .heat }.flatMap(\.maps)
        }
        // The ranges of the maps that are drawn come first, those that only widen them after.
        var ranges = try style.scale.ranges(of: heat(drawn) + heat(all))[...]
        return drawn.map { finding in
            let content: Content =
                switch finding.drawing {
                case .heat: .heat(finding.maps[0], ranges.removeFirst())
                case .mask: .mask(finding.maps[0], boxes: finding.boxes)
                case .colors:
                    .colors(
                        channels: Array(finding.maps.prefix(3)),
                        coverage: finding.maps.count > 3 ? finding.maps[3] : nil)
                }
            return Drawing(content: content, style: style)
        }
    }
}

extension AttentionMap {
    /// The same map for a copy of the picture in another size.
    func resized(toOriginal size: PictureSize) -> AttentionMap {
        guard size != geometry.original else { return self }
        return placed(
            in: PatchGeometry(
                original: size, orientation: geometry.orientation, resized: geometry.resized,
                cropTop: geometry.cropTop, cropLeft: geometry.cropLeft, grid: geometry.grid))
    }
}
