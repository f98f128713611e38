import AttentionMaps

/// What the outputs of each picture of a run are called: the same whenever it is asked for the same picture.
public protocol PictureNaming: Sendable {
    /// The path of an output below the output folder.
    var template: OutputTemplate { get set }

    /// The outputs of one input, the `index`-th of the run counted from 1, as paths below the output folder.
    func outputs(of input: PictureInput, index: Int) throws(OutputTemplateError) -> PictureOutputs
}

/// What the overlays of a picture are called.
///
/// Where a picture has one output, that is what the template says. Where it has more, each name gets its method, query,
/// layer and head before the extension (`.layer11.head0`, `.layer11.mean`, `.rollout`), unless the template has fields
/// for them. The files of numbers stand beside, under the template's name with another extension.
public struct OutputNaming: PictureNaming {
    /// The path of an output below the output folder.
    public var template: OutputTemplate { didSet { files = Files(template, division) } }
    /// The drawings of every picture, and which go into one file.
    public var division: PageDivision { didSet { files = Files(template, division) } }
    /// What is written beside.
    public var savedMaps: SavedMaps
    /// What is the same for every picture.
    private var files: Files

    /// How to name what is made of these maps.
    public init(template: OutputTemplate = .mirrored, _ division: PageDivision, savedMaps: SavedMaps = .none) {
        self.template = template
        self.division = division
        self.savedMaps = savedMaps
        files = Files(template, division)
    }

    /// What the files of a picture show, and what is put before the extension to tell them from each other.
    private struct Files: Sendable {
        let pages, arrays: [(map: MapName, suffix: String)]

        init(_ template: OutputTemplate, _ division: PageDivision) {
            func named(_ parts: [Range<Int>]) -> [(map: MapName, suffix: String)] {
                parts.map { (division.name(of: $0), division.suffix(of: $0, among: parts, besides: template)) }
            }
            pages = named(division.pages)
            arrays = named(division.arrays)
        }
    }

    /// The outputs of one input, the `index`-th of the run counted from 1, as paths below the output folder.
    public func outputs(of input: PictureInput, index: Int) throws(OutputTemplateError) -> PictureOutputs {
        let pictures = try paths(of: files.pages, for: input, index: index)
        guard let fileExtension = savedMaps.fileExtension else { return PictureOutputs(pictures: pictures) }
        let beside = try paths(of: files.arrays, for: input, index: index)
        return PictureOutputs(
            pictures: pictures, maps: beside.map { $0.dropLast(Self.png.count) + "." + fileExtension })
    }

    private func paths(
        of files: [(map: MapName, suffix: String)], for input: PictureInput, index: Int
    ) throws(OutputTemplateError) -> [String] {
        var paths: [String] = []
        for (map, suffix) in files {
            let path = try template.path(of: input, index: index, map: map)
            paths.append(suffix.isEmpty ? path : Self.inserting(suffix, into: path))
        }
        return paths
    }

    /// Every template ends with it, in upper or lower case.
    private static let png = ".png"

    private static func inserting(_ suffix: String, into path: String) -> String {
        path.dropLast(png.count) + suffix + path.suffix(png.count)
    }
}
