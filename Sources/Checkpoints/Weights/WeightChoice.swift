/// Which files of a model's folder are its weights.
///
/// The same for a folder on the disk and for the hub's list of files, so that what is fetched is what is read:
/// `model.safetensors`, its index, `open_clip_model.safetensors`, or the only other file or index of safetensors.
package enum WeightChoice: Equatable {
    /// This file, or the shards that this index names.
    case file(String)
    /// None of the usual names, and more than one other.
    case several([String])
    /// No safetensors; these hold weights in another format, the most usual name first.
    case foreign([String])

    static let singleName = "model.safetensors"
    static let indexName = "model.safetensors.index.json"
    private static let usualNames = [singleName, indexName, "open_clip_model.safetensors"]

    /// Chooses among the names of a folder's files.
    package init(among names: [String]) {
        let plain = Set(names.filter(isPlainName))
        if let usual = Self.usualNames.first(where: plain.contains) {
            self = .file(usual)
            return
        }
        // Where there is an index, the files beside it are its shards.
        let indices = plain.filter(Self.isIndex).sorted()
        let others = indices.isEmpty ? plain.filter { $0.hasSuffix(".safetensors") }.sorted() : indices
        switch others.count {
        case 0: self = .foreign(Self.foreignNames(among: plain))
        case 1: self = .file(others[0])
        default: self = .several(others)
        }
    }

    /// Whether a file of this name lists shards.
    package static func isIndex(_ name: String) -> Bool { name.hasSuffix(".safetensors.index.json") }

    /// Whether a file of this name may hold weights that Tools/convert-checkpoint.py converts: a pickle, or ONNX.
    package static func isForeign(_ name: String) -> Bool {
        // Trainers leave their settings beside the model, pickled too.
        let settings = ["training_args.bin", "optimizer.pt", "scheduler.pt", "scaler.pt", "rng_state.pth"]
        return [".bin", ".pth", ".pt", ".ckpt", ".onnx"].contains(where: name.hasSuffix) && !settings.contains(name)
    }

    private static func foreignNames(among names: Set<String>) -> [String] {
        let found = names.filter(isForeign).sorted()
        return found.filter { $0 == "pytorch_model.bin" } + found.filter { $0 != "pytorch_model.bin" }
    }
}

extension WeightChoice {
    /// The names of the files that an index names, sorted.
    package static func shards(ofIndex path: String) throws(CheckpointError) -> [String] {
        Set(try WeightFiles.shards(of: path).values).sorted()
    }
}
