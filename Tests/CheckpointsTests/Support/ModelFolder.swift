import Checkpoints
import TestSupport

/// Folders of small models, made for a test.
enum ModelFolder {
    /// A configuration that is valid and says only what it must.
    static let configuration = #"{"model_type": "dinov2"}"#

    /// By this name an encoder is known. It holds whole numbers, which no weight does: nobody has to take it.
    static let anchor = "embeddings.patch_embeddings.projection.weight"

    /// The weights of a folder with these tensors, all of them zeros.
    static func weights(
        _ shapes: [(name: String, shape: [Int])], prefix: String = "", in folder: TemporaryFolder
    ) throws -> WeightReader {
        try folder.file("config.json", text: configuration)
        try folder.file("model.safetensors", SafetensorsBytes.zeros(shapes, integers: prefix + anchor))
        return try Checkpoint(directory: folder.path).openWeights()
    }

    /// The two files of a model that can be opened and not built, in a folder within the folder.
    static func add(to folder: TemporaryFolder, at path: String) throws {
        try folder.file(path + "/config.json", text: configuration)
        try folder.file(path + "/model.safetensors", SafetensorsBytes.zeros([], integers: anchor))
    }

    /// A file or folder that Tools/golden/make-checkpoint-fixtures.py wrote.
    static func fixture(_ name: String) -> String { ProjectPaths.root + "/Tests/CheckpointsTests/Fixtures/" + name }
}
