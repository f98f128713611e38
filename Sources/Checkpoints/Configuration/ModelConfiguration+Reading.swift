import Tensors

/// From a model's folder: which library wrote it, and what that library's files say.
extension ModelConfiguration {
    /// `config.json`: transformers' and timm's.
    static let fileName = "config.json"
    /// open_clip's.
    static let openCLIPFileName = "open_clip_config.json"

    /// Reads the folder's configuration for weights with these tensors.
    init(directory: String, catalog: TensorCatalog, weightsFile: String) throws(CheckpointError) {
        let path = directory + "/" + Self.fileName
        let openCLIPPath = directory + "/" + Self.openCLIPFileName
        if isListed(openCLIPPath), catalog.isOpenCLIPTower || (catalog.naming == .timm && !isListed(path)) {
            self = try .openCLIP(ConfigurationFields(file: openCLIPPath), catalog, weightsFile)
            return
        }
        guard isListed(path) else {
            guard catalog.naming == .timm else { throw .incompleteModel(directory: directory, missing: Self.fileName) }
            // facebookresearch publishes weights alone; what they leave open has one answer in all of its models.
            let none = ConfigurationFields(file: path, members: [:])
            self = try TimmConfiguration(none, catalog: catalog, weightsFile: weightsFile).configuration(labels: [])
            return
        }
        self = try Self.read(ConfigurationFields(file: path), catalog, weightsFile)
    }

    private static func read(
        _ fields: ConfigurationFields, _ catalog: TensorCatalog, _ weightsFile: String
    ) throws(CheckpointError) -> ModelConfiguration {
        let labels = try fields.labels()
        switch catalog.naming {
        case .huggingFace, .huggingFaceDINOv3, .huggingFaceCLIP:
            return try HuggingFaceConfiguration(fields, catalog: catalog).configuration(labels: labels)
        case .timm:
            return try TimmConfiguration(fields, catalog: catalog, weightsFile: weightsFile)
                .configuration(labels: labels)
        case .openCLIP: return try openCLIP(fields, catalog, weightsFile)
        }
    }

    private static func openCLIP(
        _ fields: ConfigurationFields, _ catalog: TensorCatalog, _ weightsFile: String
    ) throws(CheckpointError) -> ModelConfiguration {
        let file = OpenCLIPConfiguration(fields, catalog: catalog, weightsFile: weightsFile)
        guard catalog.naming == .timm else { return try file.configuration() }
        let vision = fields.object("model_cfg")?.object("vision_cfg") ?? fields
        var configuration = try TimmConfiguration(
            vision, catalog: catalog, weightsFile: weightsFile, architecture: file.timmName
        ).configuration(labels: [])
        configuration.output.headIsProjection = true
        return configuration
    }
}
