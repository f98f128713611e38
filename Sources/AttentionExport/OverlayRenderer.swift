public import AttentionMaps
public import ImageDecoding
public import Tensors

/// Draws attention over pictures in one style, into files or into memory.
///
/// A file is written as it is drawn: beside the picture itself, a few rows are all that is held.
public struct OverlayRenderer: Sendable {
    /// How attention is drawn.
    public var style: OverlayStyle
    /// How much time goes into small files.
    public var effort: PNGEffort
    /// How many threads make a file, which does not depend on it.
    public var threads: Int

    /// A renderer in a style; with every processor there is, unless told otherwise.
    public init(style: OverlayStyle = OverlayStyle(), effort: PNGEffort = .fast, threads: Int = Processor.count) {
        self.style = style
        self.effort = effort
        self.threads = threads
    }

    /// Draws maps of a picture into a PNG, which appears under its name when it is whole.
    ///
    /// - Parameters:
    ///   - picture: The upright original that the maps' geometry names. It may have been decoded smaller where no more
    ///     pixels are drawn, and for the layout `heatmap`, which needs none.
    ///   - maps: What is drawn: one map, or in the layout `grid` any number.
    ///   - all: The maps among which `ColorScale.heads` looks for the range of a layer; by default those drawn.
    ///   - texts: Kept in the file, before those that say what is drawn: `Software`, `Attention`, `Range`.
    ///   - path: Where the file goes; missing folders are made.
    public func render(
        _ picture: Picture, maps: [AttentionMap], among all: [AttentionMap]? = nil, texts: [PNGText] = [],
        to path: String
    ) throws(ExportError) {
        let composer = try composer(for: picture, maps: maps, among: all)
        let description = PNGText.description(of: maps, ranges: composer.ranges)
        try composer.page().writePNG(to: path, effort: effort, texts: texts + description, threads: threads)
    }

    /// As `render(_:maps:among:texts:to:)`, as a picture.
    public func rendered(
        _ picture: Picture, maps: [AttentionMap], among all: [AttentionMap]? = nil
    ) throws(ExportError) -> Picture {
        try composer(for: picture, maps: maps, among: all).page().rendered()
    }

    private func composer(
        for picture: Picture, maps: [AttentionMap], among all: [AttentionMap]?
    ) throws(ExportError) -> PageComposer {
        // The ranges of the maps that are drawn come first, those that only widen them after.
        let ranges = try style.scale.ranges(of: maps + (all ?? []))
        return try PageComposer(
            style: style, picture: picture, maps: maps, ranges: Array(ranges.prefix(maps.count)),
            threads: threads)
    }
}

extension PNGText {
    /// What is drawn, for whoever finds the file later.
    fileprivate static func description(of maps: [AttentionMap], ranges: [ValueRange]) -> [PNGText] {
        [
            PNGText("Software", "PatchLens"),
            PNGText("Attention", maps.map(\.label).joined(separator: "; ")),
            PNGText("Range", ranges.map { "\($0.lowest) to \($0.highest)" }.joined(separator: "; ")),
        ]
    }
}
