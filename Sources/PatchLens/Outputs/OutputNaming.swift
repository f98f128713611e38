/// What the outputs of each picture of a run are called.
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
    public var template: OutputTemplate
    /// The drawings of every picture, and which go into one file.
    public var division: PageDivision
    /// What is written beside.
    public var savedMaps: SavedMaps

    /// How to name what is made of these maps.
    public init(template: OutputTemplate = .mirrored, _ division: PageDivision, savedMaps: SavedMaps = .none) {
        self.template = template
        self.division = division
        self.savedMaps = savedMaps
    }

    /// The outputs of one input, the `index`-th of the run counted from 1, as paths below the output folder.
    public func outputs(of input: PictureInput, index: Int) throws(OutputTemplateError) -> PictureOutputs {
        let pictures = try paths(of: division.pages, for: input, index: index)
        guard let fileExtension = savedMaps.fileExtension else { return PictureOutputs(pictures: pictures) }
        let beside = try paths(of: division.arrays, for: input, index: index)
        return PictureOutputs(
            pictures: pictures, maps: beside.map { $0.dropLast(Self.png.count) + "." + fileExtension })
    }

    private func paths(
        of parts: [Range<Int>], for input: PictureInput, index: Int
    ) throws(OutputTemplateError) -> [String] {
        var paths: [String] = []
        for part in parts {
            let path = try template.path(of: input, index: index, map: division.name(of: part))
            paths.append(Self.inserting(division.suffix(of: part, among: parts, besides: template), into: path))
        }
        return paths
    }

    /// Every template ends with it, in upper or lower case.
    private static let png = ".png"

    private static func inserting(_ suffix: String, into path: String) -> String {
        path.dropLast(png.count) + suffix + path.suffix(png.count)
    }
}
