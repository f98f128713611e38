import Tensors

/// A folder with a CLIP text encoder: its configuration, its vocabulary and its weights, which may be those of the
/// picture encoder too.
public struct TextCheckpoint: Sendable {
    /// Where it is.
    public let directory: String
    /// The encoder's sizes and choices.
    public let configuration: TextConfiguration

    /// Opens the text encoder of the model in this folder; of the weights, nothing is read yet.
    public init(directory: String) throws(CheckpointError) {
        self.directory = directory
        configuration = try TextConfiguration(directory: directory)
    }

    /// Finds a model by name or folder, as `ModelStore.directory(of:)` does, and opens its text encoder.
    public init(
        named name: String, environment: [String: String] = ModelStore.processEnvironment
    ) throws(CheckpointError) {
        try self.init(directory: ModelStore(environment: environment).directory(of: name))
    }

    /// The tokens, and how texts are cut into them.
    public func vocabulary() throws(CheckpointError) -> TokenizerVocabulary {
        let vocabulary = try TokenizerVocabulary(directory: directory)
        let largest = vocabulary.ids.values.max() ?? 0
        guard largest < configuration.vocabularySize else {
            let reason = "the tokenizer has a token \(largest), and the model \(configuration.vocabularySize) tokens"
            throw .inconsistentVocabulary(file: directory, reason: reason)
        }
        return vocabulary
    }

    /// Opens the weights, to build the encoder from. Their naming and prefix are the text encoder's.
    public func openWeights() throws(CheckpointError) -> WeightReader {
        let openCLIP = directory + "/" + WeightFiles.openCLIPName
        let files =
            configuration.library == .openCLIP && fileExists(openCLIP)
            ? try WeightFiles(file: openCLIP) : try WeightFiles(directory: directory)
        return WeightReader(files, catalog: try TensorCatalog(textEncoderOf: files.tensors, file: files.path))
    }
}
