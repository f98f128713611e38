import Checkpoints
import TestSupport

/// Folders of small models, made for a test.
enum ModelFolder {
    /// A configuration that is valid and says only what it must.
    static let configuration = #"{"model_type": "dinov2"}"#

    /// The weights of a folder with these tensors, all of them zeros.
    static func weights(_ shapes: [(name: String, shape: [Int])], in folder: TemporaryFolder) throws -> WeightReader {
        try folder.file("config.json", text: configuration)
        try folder.file("model.safetensors", SafetensorsBytes.zeros(shapes))
        return try Checkpoint(directory: folder.path).openWeights()
    }

    /// A file or folder that Tools/golden/make-checkpoint-fixtures.py wrote.
    static func fixture(_ name: String) -> String { ProjectPaths.root + "/Tests/CheckpointsTests/Fixtures/" + name }
}
