public import Checkpoints

extension RunIdentity {
    /// The identity of a run with a checkpoint's model.
    ///
    /// The model's hash is over its weights (`ContentHash.sampled`, or all of them if asked for) and the files beside
    /// them that say how they are used.
    public init(
        _ checkpoint: Checkpoint, options: [String: String], hashesAll: Bool
    ) throws(CheckpointError) {
        let weights = try checkpoint.weightPaths.map { path in
            (hashesAll ? ContentHash.sha256(ofFile: path) : ContentHash.sampled(ofFile: path)) ?? "unreadable"
        }
        let texts = Self.configurationFiles.map { name in
            "\(name) " + (ContentHash.sha256(ofFile: Paths.join(checkpoint.directory, name)) ?? "none")
        }
        self.init(
            model: checkpoint.name, weightsHash: ContentHash.sha256(of: (weights + texts).joined(separator: "\n")),
            options: options)
    }

    /// What the forward pass, preprocessing and texts are made by, in any of the layouts that are read.
    private static let configurationFiles = [
        "config.json", "preprocessor_config.json", "open_clip_config.json", "tokenizer.json", "merges.txt",
        "vocab.json",
    ]
}
