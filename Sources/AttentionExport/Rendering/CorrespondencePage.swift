public import AttentionMaps
public import ImageDecoding
public import Tensors

/// Two pictures beside each other at one height, with what of the one is where on the other.
///
/// The page is as high as the higher of the two, and at most `greatestHeight`: the lower one is enlarged.
public struct CorrespondencePage: Sendable {
    /// More would make two pictures side by side wider than screens are.
    public static let greatestHeight = 1080
    /// What neither picture is wider than: a page of a long strip is lower for it.
    public static let greatestWidth = 4000

    /// How much time goes into small files.
    public var effort: PNGEffort
    /// How many threads make a file, which does not depend on it.
    public var threads: Int

    private let left: Panel
    private let right: Panel

    /// One of the pictures as it is drawn, and the way from its original to it.
    private struct Panel {
        let picture: Picture
        let original: PictureSize
        /// The page's column that is its first.
        let edge: Int

        /// Where a place on the original is on the page.
        func place(_ point: PicturePoint) -> Stroke.Point {
            (
                (point.row + 0.5) * Double(picture.size.height) / Double(original.height),
                (point.column + 0.5) * Double(picture.size.width) / Double(original.width) + Double(edge)
            )
        }
    }

    /// A page of two upright pictures.
    public init(
        left: Picture, right: Picture, effort: PNGEffort = .fast, threads: Int = Processor.count
    ) {
        let height = Self.height(for: [left.originalSize, right.originalSize])
        self.effort = effort
        self.threads = threads
        self.left = Panel(
            picture: Self.drawn(left, height: height, threads: threads), original: left.originalSize, edge: 0)
        self.right = Panel(
            picture: Self.drawn(right, height: height, threads: threads), original: right.originalSize,
            edge: self.left.picture.size.width + Self.gap(for: height))
    }

    private static func height(for sizes: [PictureSize]) -> Int {
        let wanted = min(sizes.map(\.height).max() ?? 1, greatestHeight)
        let allowed = sizes.map { Int(Double(greatestWidth) * Double($0.height) / Double($0.width)) }
        return max(1, min(wanted, allowed.min() ?? wanted))
    }

    private static func drawn(_ picture: Picture, height: Int, threads: Int) -> Picture {
        let original = picture.originalSize
        let scaled = (Double(original.width) * Double(height) / Double(original.height)).rounded()
        // A strip so long that even one pixel of height would be too much is squeezed.
        let width = max(1, min(greatestWidth, Int(scaled)))
        let size = PictureSize(height: height, width: width)
        guard picture.size != size else { return picture }
        return picture.resized(
            to: size, keepingTop: 0, left: 0, size: size, by: .bicubic, in: Workspace(threads: threads))
    }

    private static func gap(for height: Int) -> Int { max(4, height / 50) }

    /// How thick lines are, in pixels: two at 500 pixels of height, and growing with it.
    private var thickness: Double { max(1, Double(left.picture.size.height) / 250) }

    /// Draws a line from each match's place on the left to its place on the right, the first on top, each in a colour
    /// of its own; no line covers the dots at the ends.
    public func write(_ matches: [PatchMatch], texts: [PNGText] = [], to path: String) throws(ExportError) {
        let ends = matches.enumerated().reversed().map { index, match in
            (from: left.place(match.from), to: right.place(match.to), color: RGB.distinguishable(index))
        }
        let strokes =
            ends.flatMap { line(from: $0.from, to: $0.to, $0.color) }
            + ends.flatMap { dot(at: $0.from, $0.color) + dot(at: $0.to, $0.color) }
        try StrokeRows(sheet(right: PictureRows(right.picture)), strokes: strokes)
            .writePNG(to: path, effort: effort, texts: texts, threads: threads)
    }

    /// With a dark rim, so that the line is seen on any ground.
    private func line(from: Stroke.Point, to: Stroke.Point, _ color: RGB) -> [Stroke] {
        [
            Stroke(from: from, to: to, radius: thickness / 2 + 1, color: .ink, opacity: 0.4),
            Stroke(from: from, to: to, radius: thickness / 2, color: color, opacity: 1),
        ]
    }

    private func dot(at point: Stroke.Point, _ color: RGB) -> [Stroke] {
        let radius = thickness * 1.5
        return [
            Stroke(from: point, to: point, radius: radius + 1, color: .ink, opacity: 0.8),
            Stroke(from: point, to: point, radius: radius, color: color, opacity: 1),
        ]
    }

    /// Draws a map of the right picture over it, with a colour bar below; a ring is around the place on the left that
    /// was asked for, and around the one on the right that was found.
    public func write(
        _ map: AttentionMap, from: PicturePoint, to: PicturePoint, colormap: Colormap = .viridis, opacity: Double = 0.6,
        texts: [PNGText] = [], to path: String
    ) throws(ExportError) {
        let style = OverlayStyle(colormap: colormap, opacity: opacity)
        let drawings = try Drawing.drawings(of: [MethodFinding([map])], among: [], style: style)
        let rows = try drawings[0].overlay(over: right.picture)
        let legend = Legend(of: drawings, colormap: colormap, scale: thickness >= 4 ? 2 : 1)
        let strip = legend.drawn(width: max(right.picture.size.width, legend.minimumWidth))
        let sheet = sheet(right: rows, below: PictureRows(strip))
        try StrokeRows(sheet, strokes: ring(at: left.place(from)) + ring(at: right.place(to)))
            .writePNG(to: path, effort: effort, texts: texts, threads: threads)
    }

    /// White between two dark rims.
    private func ring(at point: Stroke.Point) -> [Stroke] {
        let radius = thickness * 5
        return [
            Stroke(
                from: point, to: point, radius: radius + thickness + 1, innerRadius: radius - 1, color: .ink,
                opacity: 0.9),
            Stroke(
                from: point, to: point, radius: radius + thickness, innerRadius: radius, color: .paper, opacity: 1),
        ]
    }

    private func sheet(right rows: any RowSource, below: (any RowSource)? = nil) -> Sheet {
        var panels = [
            Sheet.Panel(top: 0, left: 0, source: PictureRows(left.picture)),
            Sheet.Panel(top: 0, left: right.edge, source: rows),
        ]
        if let below { panels.append(Sheet.Panel(top: rows.size.height, left: right.edge, source: below)) }
        return Sheet(panels)
    }
}

extension RGB {
    /// The colour of the n-th of several things that are to be told apart: hues a golden part of the circle from each
    /// other, which spreads any number of them evenly, every other one paler.
    static func distinguishable(_ index: Int) -> RGB {
        let turns = 0.618_033_988_749_895 * Double(index)
        let saturation = index.isMultiple(of: 2) ? 0.95 : 0.6
        return RGB(hue: turns - turns.rounded(.down), saturation: saturation)
    }

    /// Full brightness (HSV's value 1); hue and saturation from 0 to 1.
    private init(hue: Double, saturation: Double) {
        /// One channel, whose own hue is so many thirds of the circle from red.
        func channel(_ thirds: Double) -> UInt8 {
            let turned = hue - thirds / 3
            let distance = min((turned - turned.rounded(.down)), 1 - (turned - turned.rounded(.down)))
            let strength = min(max(2 - distance * 6, 0), 1)
            return UInt8((255 * (1 - saturation * (1 - strength))).rounded())
        }
        self.init(red: channel(0), green: channel(1), blue: channel(2))
    }
}
