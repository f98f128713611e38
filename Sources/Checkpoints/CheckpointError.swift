public import Tensors

/// Why a checkpoint could not be found, read or used; the description says what to do about it.
public enum CheckpointError: Error, Equatable, Sendable {
    /// No model of this name is where models are looked for, which are these places; the command would get it.
    case modelNotFound(name: String, searched: [String], command: String?)
    /// The folder lacks a file that every model has.
    case incompleteModel(directory: String, missing: String)
    /// The folder has several files of weights, and none of a usual name.
    case ambiguousWeights(directory: String, names: [String])
    /// The model's folder has no decoder of saliency, which is this file.
    case noSaliencyDecoder(directory: String, file: String)
    /// The weights are a pickle or an ONNX file.
    case needsConversion(file: String)
    /// What is to be removed is neither in the store nor in the Hugging Face cache.
    case notOfTheStore(path: String)
    /// The operating system would not remove this.
    case unremovable(path: String, reason: String)
    /// The operating system would not give the file.
    case unreadable(file: String, reason: String)

    /// A `.safetensors` file breaks the format.
    case safetensors(file: String, fault: SafetensorsFault)
    /// The index of a sharded checkpoint and the files it names do not belong together.
    case inconsistentIndex(file: String, reason: String)
    /// A tokenizer's files contradict each other, or are not CLIP's.
    case inconsistentVocabulary(file: String, reason: String)

    /// The file is not JSON, or not a JSON object.
    case invalidJSON(file: String, reason: String)
    /// A value in `config.json` or `preprocessor_config.json` is not one that can be used.
    case invalidValue(file: String, key: String, expected: String, found: String)
    /// `config.json` is of a model that is not built here.
    case unsupportedModelType(file: String, found: String, supported: [String])

    /// The model is of a kind that PatchLens does not take, for a reason that no work here would change.
    case unsupportedArchitecture(file: String, found: String, reason: String)
    /// Nothing says how many heads share the channels.
    case missingHeadCount(file: String, channels: Int)
    /// No tensor has a name that a Vision Transformer's patch projection has.
    case noEncoder(file: String, anchors: [String])

    /// The model calls for a tensor that the checkpoint does not have; it has some of nearly that name.
    case missingTensor(file: String, name: String, nearest: [String])
    /// A tensor has another shape than the configuration calls for.
    case wrongShape(file: String, name: String, expected: Shape, found: Shape)
    /// A tensor that sizes are read from has another number of extents, or none of them.
    case wrongRank(file: String, name: String, expected: Int, found: Shape)
    /// A tensor's elements are of a type that does not convert to float32.
    case unsupportedElementType(file: String, name: String, expected: [String], found: String)
    /// A weight is infinite or not a number, or too large for float32.
    case notFinite(file: String, name: String, index: [Int], found: Float)
    /// The checkpoint has tensors that the model has no place for: it is not the model that its configuration says.
    case unusedTensors(file: String, names: [String])
}

extension CheckpointError: CustomStringConvertible {
    /// What is wrong and where, and who can put it right.
    public var description: String {
        switch self {
        case .modelNotFound(let name, let searched, let command):
            "no model “\(name)”; looked in \(places(searched)); "
                + (command.map { "get it with: \($0)" } ?? "see `patchlens model list` for what is there")
        case .incompleteModel(let directory, let missing):
            "\(directory): there is no \(missing); a model's folder holds config.json and model.safetensors"
        case .ambiguousWeights(let directory, let names):
            "\(directory): these may all be the model's weights: \(list(names)); name the file meant instead of the "
                + "folder"
        case .noSaliencyDecoder(let directory, let file):
            "\(directory): there is no \(file), the decoder that saliency needs; the default model has one: "
                + "run Tools/setup.sh again to add it"
        case .needsConversion(let file):
            "\(file): PatchLens reads safetensors alone; convert it once with: "
                + "python3 Tools/convert-checkpoint.py \(quoted(file)) OUTPUT_DIRECTORY"
        case .notOfTheStore(let path):
            "\(path): is not in the model store or the Hugging Face cache, so it is not removed; "
                + "`patchlens model list` has the names that are"
        case .unremovable(let path, let reason):
            "\(path): cannot be removed: \(reason)"
        case .unreadable(let file, let reason):
            "\(file): cannot be read: \(reason)"
        case .safetensors(let file, let fault):
            "\(file): not a valid safetensors file: \(fault); fetch or convert it again"
        case .inconsistentIndex(let file, let reason):
            "\(file): \(reason); fetch all files of the checkpoint again"
        case .inconsistentVocabulary(let file, let reason):
            "\(file): \(reason); fetch all files of the tokenizer again"
        case .invalidJSON(let file, let reason):
            "\(file): not the JSON expected: \(reason)"
        case .invalidValue(let file, let key, let expected, let found):
            "\(file): “\(key)” should be \(expected), and is \(found)"
        case .unsupportedModelType(let file, let found, let supported):
            "\(file): “model_type” is \(found); supported: \(list(supported))"
        case .unsupportedArchitecture(let file, let found, let reason):
            "\(file): \(found) is not supported: \(reason)"
        case .missingHeadCount(let file, let channels):
            "\(file): nothing says how many heads share the \(channels) channels; add “num_heads” to it"
        case .noEncoder(let file, let anchors):
            "\(file): this is no Vision Transformer: none of its tensors is named as a patch projection is, which "
                + "would be \(list(anchors)), alone or with a prefix"
        case .missingTensor(let file, let name, let nearest):
            "\(file): there is no tensor “\(name)”" + (nearest.isEmpty ? "" : "; it has \(list(nearest))")
                + "; \(mismatch)"
        case .wrongShape(let file, let name, let expected, let found):
            "\(file): “\(name)” should be \(expected), and is \(found); \(mismatch)"
        case .wrongRank(let file, let name, let expected, let found):
            "\(file): “\(name)” should have \(expected) extents, none of them 0, and is \(found)"
        case .unsupportedElementType(let file, let name, let expected, let found):
            "\(file): “\(name)” holds \(found); supported: \(list(expected)); save it as one of these"
        case .notFinite(let file, let name, let index, let found):
            "\(file): “\(name)” has \(found) at [\(list(index.map(String.init)))]; fetch or convert it again"
        case .unusedTensors(let file, let names):
            "\(file): the model has no place for \(names.count) tensors: \(list(names)); \(mismatch)"
        }
    }

    /// What to look at when names and shapes do not fit: they come from the one file, and from the other.
    private var mismatch: String { "check that config.json belongs to these weights" }

    private func places(_ searched: [String]) -> String {
        searched.isEmpty ? "nowhere: HOME and PATCHLENS_MODELS are not set" : list(searched)
    }

    /// As a shell reads it back.
    private func quoted(_ path: String) -> String {
        let isPlain = path.utf8.allSatisfy { $0 > 0x2A && $0 < 0x7B && !";<=>?[\\]^`".utf8.contains($0) }
        let parts = path.split(separator: "'", omittingEmptySubsequences: false)
        return isPlain ? path : "'" + parts.joined(separator: #"'\''"#) + "'"
    }

    private func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
