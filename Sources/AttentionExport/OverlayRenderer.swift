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
    /// Asked while a file is written: when it is true, that is given up, and throws `outOfTime`.
    package var isOverdue: @Sendable () -> Bool = { false }

    /// A renderer in a style; with every processor there is, unless told otherwise.
    public init(style: OverlayStyle = OverlayStyle(), effort: PNGEffort = .fast, threads: Int = Processor.count) {
        self.style = style
        self.effort = effort
        self.threads = threads
    }

    /// Draws what a method found in a picture into a PNG, which appears under its name when it is whole.
    ///
    /// - Parameters:
    ///   - picture: The upright original that the maps' geometry names. It may have been decoded smaller where no more
    ///     pixels are drawn, and for the layout `heatmap`, which needs none.
    ///   - finding: What is drawn: one drawing, or in the layouts `grid` and `methods` any number.
    ///   - all: Findings among whose maps `ColorScale.heads` looks for the range of a layer; by default that one.
    ///   - texts: Kept in the file, before those that say what is drawn: `Software`, `Attention`, `Range`, `Boxes`.
    ///   - path: Where the file goes; missing folders are made.
    public func render(
        _ picture: Picture, finding: MethodFinding, among all: [MethodFinding] = [], texts: [PNGText] = [],
        to path: String
    ) throws(ExportError) {
        try render(picture, findings: [finding], among: all, texts: texts, to: path)
    }

    /// As `render(_:finding:among:texts:to:)`, of several methods on a page.
    ///
    /// - Parameter titles: what the drawings are called, one for each; by default what their maps are.
    public func render(
        _ picture: Picture, findings: [MethodFinding], among all: [MethodFinding] = [], titles: [String]? = nil,
        texts: [PNGText] = [], to path: String
    ) throws(ExportError) {
        let composer = try composer(for: picture, findings: findings, among: all, titles: titles)
        let description = PNGText.description(of: composer.drawings)
        try composer.page().writePNG(
            to: path, effort: effort, texts: texts + description, threads: threads, isOverdue: isOverdue)
    }

    /// As `render(_:findings:among:texts:to:)`, of maps as heat.
    public func render(
        _ picture: Picture, maps: [AttentionMap], among all: [AttentionMap]? = nil, texts: [PNGText] = [],
        to path: String
    ) throws(ExportError) {
        try render(picture, findings: Self.findings(maps), among: Self.findings(all ?? []), texts: texts, to: path)
    }

    /// As `render(_:findings:among:texts:to:)`, as a picture.
    public func rendered(
        _ picture: Picture, findings: [MethodFinding], among all: [MethodFinding] = []
    ) throws(ExportError) -> Picture {
        try composer(for: picture, findings: findings, among: all).page().rendered()
    }

    /// As `render(_:maps:among:texts:to:)`, as a picture.
    public func rendered(
        _ picture: Picture, maps: [AttentionMap], among all: [AttentionMap]? = nil
    ) throws(ExportError) -> Picture {
        try rendered(picture, findings: Self.findings(maps), among: Self.findings(all ?? []))
    }

    /// A finding has at least one map.
    private static func findings(_ maps: [AttentionMap]) -> [MethodFinding] {
        maps.isEmpty ? [] : [MethodFinding(maps)]
    }

    private func composer(
        for picture: Picture, findings: [MethodFinding], among all: [MethodFinding], titles: [String]? = nil
    ) throws(ExportError) -> PageComposer {
        var drawings = try Drawing.drawings(of: findings, among: all, style: style)
        for (index, title) in (titles ?? []).enumerated() where index < drawings.count { drawings[index].title = title }
        return try PageComposer(style: style, picture: picture, drawings: drawings, threads: threads)
    }
}

extension PNGText {
    /// What is drawn, for whoever finds the file later; boxes as top, left, height and width.
    fileprivate static func description(of drawings: [Drawing]) -> [PNGText] {
        let ranges = drawings.compactMap(\.range).map { "\($0.lowest) to \($0.highest)" }
        let boxes = drawings.flatMap(\.boxes).map { "\($0.top) \($0.left) \($0.height) \($0.width)" }
        return [
            ("Software", ["PatchLens"]), ("Attention", drawings.map(\.label)), ("Range", ranges), ("Boxes", boxes),
        ]
        .filter { !$1.isEmpty }
        .map { PNGText($0, $1.joined(separator: "; ")) }
    }
}
