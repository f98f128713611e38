import Tensors

/// A trained model's folder, as Hugging Face lays it out: `config.json`, `preprocessor_config.json` and the weights.
///
/// Opening reads the small files, and of the weights the names and shapes. Each tensor is read when the model asks.
public struct Checkpoint: Sendable {
    /// What the model was asked for by.
    public let name: String
    /// The folder that it was found in, and the weights where they were named.
    public let location: ModelLocation
    /// The folder that it was found in.
    public var directory: String { location.directory }
    /// The model's sizes and choices.
    public let configuration: ModelConfiguration
    /// What is done to a picture before the model sees it.
    public let preprocessor: PreprocessorConfiguration

    /// The names of the weights' tensors.
    public let catalog: TensorCatalog

    /// Finds a model by name, folder or file, as `ModelStore.location(of:)` does, and opens it.
    public init(
        named name: String, environment: [String: String] = ModelStore.processEnvironment
    ) throws(CheckpointError) {
        try self.init(name: name, location: ModelStore(environment: environment).location(of: name))
    }

    /// Opens the model in this folder, and gives it the folder's name.
    public init(directory: String) throws(CheckpointError) {
        let name = directory.split(separator: "/").last.map(String.init) ?? directory
        try self.init(name: name, location: ModelLocation(directory: directory))
    }

    private init(name: String, location: ModelLocation) throws(CheckpointError) {
        self.name = name
        self.location = location
        let directory = location.directory
        let files = try WeightFiles(of: location)
        catalog = try TensorCatalog(files.tensors, file: files.path)
        configuration = try ModelConfiguration(directory: directory, catalog: catalog, weightsFile: files.path)
        preprocessor = try PreprocessorConfiguration(directory: directory, of: configuration, catalog: catalog)
    }

    /// Opens the weights, to build a model from.
    public func openWeights() throws(CheckpointError) -> WeightReader {
        WeightReader(try WeightFiles(of: location), catalog: catalog)
    }

    /// Every tensor of the weights, as stored.
    public var tensors: [StoredTensor] {
        get throws(CheckpointError) { try WeightFiles(of: location).tensors }
    }

    /// The paths of the files that hold weights.
    package var weightPaths: [String] {
        get throws(CheckpointError) { try WeightFiles(of: location).paths }
    }

    /// Reads all weights, and throws for the first number that is not finite; a model
    /// that is built has checked its own.
    public func checkFinite() throws(CheckpointError) { try WeightFiles(of: location).checkFinite() }

    /// How many numbers the weights have.
    public var parameterCount: Int {
        get throws(CheckpointError) {
            try tensors.filter(\.elementType.isConvertible).reduce(0) { $0 + $1.shape.count }
        }
    }
}
