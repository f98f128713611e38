import Checkpoints
import FoundationEssentials

/// The files of a model, one of them damaged: everything that reads them before a model is built, and every weight.
///
/// An input's first byte says which file of which model the rest is; the others are a sound model's.
struct CheckpointTarget {
    static let weightFiles = ["model.safetensors", "model.safetensors.index.json"]
    static let configurationFiles = ["config.json", "preprocessor_config.json", "open_clip_config.json"]

    /// One for each way to find a configuration: transformers', with its weights both ways, timm's, and open_clip's.
    private static let models = [
        [Fixtures.checkpoints + "/tiny", Fixtures.checkpoints + "/tiny-classifier"],
        [Fixtures.golden + "/families/vit-timm"],
        [Fixtures.golden + "/families/clip-openclip"],
        [Fixtures.golden + "/families/siglip-openclip"],
    ]

    private struct Place {
        let folder: FuzzFolder
        let name: String
    }

    private var places: [Place] = []

    /// A folder for each file of each model, in which that file alone is ever changed.
    init(_ names: [String]) throws {
        for (number, folders) in Self.models.enumerated() {
            for name in names {
                let folder = try FuzzFolder("model-\(number)-\(name)")
                // The first has the configuration, those behind it their weights.
                for other in folders.dropFirst() { try folder.copyWeights(other) }
                try folder.copy(folders[0])
                places.append(Place(folder: folder, name: name))
            }
        }
    }

    func test(_ input: UnsafeBufferPointer<UInt8>) {
        guard let kind = input.first else { return }
        let place = places[Int(kind) % places.count]
        place.folder.put(UnsafeBufferPointer(rebasing: input.dropFirst()), in: place.name)
        // Beside the single file of weights, the index would not be looked at.
        let isOfWeights = place.name.contains(".safetensors")
        read(isOfWeights ? place.folder.path + "/" + place.name : place.folder.path)
    }

    private func read(_ path: String) {
        do throws(CheckpointError) {
            let checkpoint = try Checkpoint(named: path, environment: [:])
            let weights = try checkpoint.openWeights()
            for tensor in try checkpoint.tensors { _ = weights.shape(of: tensor.name) }
            _ = try checkpoint.parameterCount
            try checkpoint.checkFinite()
            try weights.finish()
        } catch {
            // What it says is made of what was read.
            precondition(!error.description.isEmpty)
        }
    }
}

extension FuzzFolder {
    fileprivate func copyWeights(_ folder: String) throws {
        try FileManager.default.copyItem(
            atPath: folder + "/model.safetensors", toPath: path + "/model.safetensors")
    }
}
