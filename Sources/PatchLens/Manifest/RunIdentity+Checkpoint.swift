public import Checkpoints
import VisionTransformers

extension RunIdentity {
    /// The identity of a run with a checkpoint's model.
    ///
    /// The model's hash is over a sample of its weights and the files beside them that say how they are used.
    ///
    /// - Parameter hashesAll: whether the weights are hashed whole, too, which reads all of them.
    public init(
        _ checkpoint: Checkpoint, options: [String: String], hashesAll: Bool
    ) throws(CheckpointError) {
        var paths = try checkpoint.weightPaths
        // That of a method, beside those of the model.
        let decoder = Paths.join(checkpoint.directory, SaliencyDecoder.fileName)
        if FileIdentity(of: decoder) != nil { paths.append(decoder) }
        let samples = paths.map { ContentHash.sampled(ofFile: $0) ?? "unreadable" }
        let texts = Self.configurationFiles.map { name in
            "\(name) " + (ContentHash.sha256(ofFile: Paths.join(checkpoint.directory, name)) ?? "none")
        }
        self.init(
            model: checkpoint.name, weightsHash: Self.hash(of: samples + texts),
            weightsSHA256: hashesAll
                ? Self.hash(of: paths.map { ContentHash.sha256(ofFile: $0) ?? "unreadable" }) : nil,
            options: options)
    }

    private static func hash(of texts: [String]) -> String { ContentHash.sha256(of: texts.joined(separator: "\n")) }

    /// What the forward pass, preprocessing and texts are made by, in any of the layouts that are read.
    private static let configurationFiles = [
        "config.json", "preprocessor_config.json", "open_clip_config.json", "tokenizer.json", "merges.txt",
        "vocab.json",
    ]
}
