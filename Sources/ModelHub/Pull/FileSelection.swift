import Checkpoints

/// Which of a model's files on the hub are needed: the configurations, the tokenizer, and the weights once.
///
/// Most models have their weights there in several formats, and some in several precisions; the one fetched is the one
/// that `--model` reads (`WeightChoice`).
struct FileSelection {
    /// The small files, and the weights or their index behind them.
    let names: [String]
    /// The index among them, if the weights are sharded.
    let index: String?

    /// What says how to build the model and how to treat pictures and text.
    private static let smallFiles = [
        "config.json", "open_clip_config.json", "preprocessor_config.json", "processor_config.json",
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json",
        "merges.txt", "spiece.model",
    ]

    /// Chooses among all of a model's files.
    init(among files: [String], of model: String, page: String) throws(HubError) {
        let small = Self.smallFiles.filter(files.contains)
        guard ModelLocation.configurationNames.contains(where: small.contains) else {
            throw .notFound(what: "config.json in \(model)", page: page)
        }
        switch WeightChoice(among: files) {
        case .file(let weights):
            names = small + [weights]
            index = WeightChoice.isIndex(weights) ? weights : nil
        case .several(let found): throw .ambiguousWeights(model: model, found: found)
        case .foreign(let found): throw .noSafetensors(model: model, found: found)
        }
    }
}
