extension PreprocessorConfiguration {
    /// `preprocessor_config.json` of transformers.
    static let fileName = "preprocessor_config.json"
    /// Where transformers 5 puts the processor of a model with a text side.
    static let nestedFileName = "processor_config.json"

    /// The preprocessing that a model's folder describes: in the file of the library whose names the weights have, or
    /// else in transformers', which the hub has beside others'. Without a file it is the family's published one.
    init(directory: String, of model: ModelConfiguration, catalog: TensorCatalog) throws(CheckpointError) {
        let openCLIP = directory + "/" + ModelConfiguration.openCLIPFileName
        let configuration = directory + "/" + ModelConfiguration.fileName
        if isListed(openCLIP), catalog.isOpenCLIPTower || (model.naming == .timm && !isListed(configuration)) {
            self = try PreprocessorConfiguration(openCLIP: openCLIP)
            return
        }
        let fields = isListed(configuration) ? try ConfigurationFields(file: configuration) : nil
        if model.naming == .timm, let fields, fields.contains("pretrained_cfg") || fields.contains("input_size") {
            self = try PreprocessorConfiguration(timm: fields.object("pretrained_cfg") ?? fields)
            return
        }
        if let file = try Self.processorFile(in: directory) {
            self = try PreprocessorConfiguration(contentsOf: file, modelType: model.family.rawValue)
            return
        }
        // Weights of names that timm took from facebookresearch, and not from timm: DINO, a plain ViT.
        let isDINO = model.family == .vit && model.naming == .timm && fields?.contains("architecture") != true
        let type = isDINO ? "dino" : model.family.rawValue
        self = Self.published(for: type, imageSize: model.imageSize) ?? .dinov2
    }

    /// transformers' file with an image processor in it.
    private static func processorFile(in directory: String) throws(CheckpointError) -> String? {
        let nested = directory + "/" + nestedFileName
        // Until version 4 it held other things alone.
        if isListed(nested), try ConfigurationFields(file: nested).object("image_processor") != nil { return nested }
        let file = directory + "/" + fileName
        return isListed(file) ? file : nil
    }
}
