import AttentionMaps

/// What the features of a picture are called: as the template says.
public struct FeatureNaming: PictureNaming {
    /// Ends in `.npy`.
    public var template: OutputTemplate
    /// What `{layer}` becomes, counted from 0.
    public var layer: Int

    /// Fields of a template for features: there are no heads.
    public static let fields = OutputTemplate.Field.allCases.filter { ![.head, .method, .query].contains($0) }
    /// The extension of what is written.
    public static let fileExtension = "npy"

    /// How to name the features of a layer.
    public init(template: OutputTemplate = .mirrored(fileExtension: fileExtension), layer: Int) {
        self.template = template
        self.layer = layer
    }

    /// One file.
    public func outputs(of input: PictureInput, index: Int) throws(OutputTemplateError) -> PictureOutputs {
        let path = try template.path(of: input, index: index, map: MapName(layer: layer))
        return PictureOutputs(pictures: [], maps: [path])
    }
}
