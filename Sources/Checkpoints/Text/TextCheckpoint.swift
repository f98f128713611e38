import Tensors

/// A folder with a CLIP text encoder: its configuration, its vocabulary and its weights, which may be those of the
/// picture encoder too.
public struct TextCheckpoint: Sendable {
    /// Where its files are.
    public let location: ModelLocation
    /// The encoder's sizes and choices.
    public let configuration: TextConfiguration

    /// Finds a model by name, folder or file, as `ModelStore.location(of:)` does, and opens its text encoder; of the
    /// weights, nothing is read yet.
    public init(
        named name: String, environment: [String: String] = ModelStore.processEnvironment
    ) throws(CheckpointError) {
        try self.init(location: ModelStore(environment: environment).location(of: name))
    }

    /// The text encoder of the model in this folder.
    public init(directory: String) throws(CheckpointError) {
        try self.init(location: ModelLocation(directory: directory))
    }

    /// The text encoder beside a picture encoder.
    public init(besides checkpoint: Checkpoint) throws(CheckpointError) {
        try self.init(location: checkpoint.location)
    }

    private init(location: ModelLocation) throws(CheckpointError) {
        self.location = location
        configuration = try TextConfiguration(directory: location.directory)
    }

    /// The tokens, and how texts are cut into them.
    public func vocabulary() throws(CheckpointError) -> TokenizerVocabulary {
        let vocabulary = try TokenizerVocabulary(directory: location.directory)
        let largest = vocabulary.ids.values.max() ?? 0
        guard largest < configuration.vocabularySize else {
            let reason = "the tokenizer has a token \(largest), and the model \(configuration.vocabularySize) tokens"
            throw .inconsistentVocabulary(file: location.directory, reason: reason)
        }
        return vocabulary
    }

    /// Opens the weights, to build the encoder from. Their naming and prefix are the text encoder's.
    public func openWeights() throws(CheckpointError) -> WeightReader {
        let files = try WeightFiles(of: weightsLocation)
        return WeightReader(files, catalog: try TensorCatalog(textEncoderOf: files.tensors, file: files.path))
    }

    /// Folders may have weights of transformers' or timm's beside open_clip's.
    private var weightsLocation: ModelLocation {
        let openCLIP = location.directory + "/open_clip_model.safetensors"
        guard location.weightsFile == nil, configuration.library == .openCLIP, fileExists(openCLIP) else {
            return location
        }
        return ModelLocation(directory: location.directory, weightsFile: openCLIP)
    }
}
