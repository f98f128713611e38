/// What the outputs of each picture of a run are called.
public protocol PictureNaming: Sendable {
    /// The path of an output below the output folder.
    var template: OutputTemplate { get set }

    /// The outputs of one input, the `index`-th of the run counted from 1, as paths below the output folder.
    func outputs(of input: PictureInput, index: Int) throws(OutputTemplateError) -> PictureOutputs
}

/// What the overlays of a picture are called.
///
/// Where a picture has one output, that is what the template says. Where it has more, each name gets its layer and
/// head before the extension (`.layer11.head0`, `.layer11.mean`), unless the template has `{layer}` or `{head}` for
/// them. The file of numbers stands beside, under the template's name with another extension.
public struct OutputNaming: PictureNaming {
    /// The path of an output below the output folder.
    public var template: OutputTemplate
    /// The maps of every picture.
    public var maps: MapSelection
    /// Whether all maps of a picture are drawn into one file, as a grid is.
    public var isMerged: Bool
    /// What is written beside.
    public var savedMaps: SavedMaps

    /// How to name what is made of these maps.
    public init(
        template: OutputTemplate = .mirrored, maps: MapSelection, isMerged: Bool = false, savedMaps: SavedMaps = .none
    ) {
        self.template = template
        self.maps = maps
        self.isMerged = isMerged
        self.savedMaps = savedMaps
    }

    /// The outputs of one input, the `index`-th of the run counted from 1, as paths below the output folder.
    public func outputs(of input: PictureInput, index: Int) throws(OutputTemplateError) -> PictureOutputs {
        let names = isMerged ? [maps.merged] : maps.names
        var pictures: [String] = []
        for name in names {
            let path = try path(of: input, index: index, name)
            pictures.append(names.count > 1 ? Self.inserting(name.suffix(besides: template), into: path) : path)
        }
        guard let fileExtension = savedMaps.fileExtension else { return PictureOutputs(pictures: pictures, maps: nil) }
        let beside = try path(of: input, index: index, maps.merged)
        return PictureOutputs(pictures: pictures, maps: beside.dropLast(Self.png.count) + "." + fileExtension)
    }

    private func path(of input: PictureInput, index: Int, _ map: MapName) throws(OutputTemplateError) -> String {
        try template.path(of: input, index: index, layer: map.layerField, head: map.headField)
    }

    /// Every template ends with it, in upper or lower case.
    private static let png = ".png"

    private static func inserting(_ suffix: String, into path: String) -> String {
        path.dropLast(png.count) + suffix + path.suffix(png.count)
    }
}
