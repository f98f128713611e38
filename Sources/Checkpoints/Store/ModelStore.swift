import FoundationEssentials

/// Where models are found by name: PatchLens's own folder of models, then the Hugging Face cache.
///
/// The folder is `$PATCHLENS_MODELS`, else `$XDG_DATA_HOME/patchlens/models`, else `~/.local/share/patchlens/models`,
/// and holds one folder a model. `Tools/setup.sh` puts the default model there.
public struct ModelStore: Sendable {
    /// The model that is used when none is named: DINOv2 ViT-S/14.
    public static let defaultModel = "dinov2-small"

    /// The environment variables of this process, which say where models are unless a caller says otherwise.
    public static var processEnvironment: [String: String] { ProcessInfo.processInfo.environment }

    /// The store's folder, which need not exist; nil when the environment gives no place for it.
    public let directory: String?
    private let cache: HubCache

    /// The store that these environment variables lead to.
    public init(environment: [String: String] = ModelStore.processEnvironment) {
        let variable = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        directory =
            variable("PATCHLENS_MODELS")
            ?? variable("XDG_DATA_HOME").map { $0 + "/patchlens/models" }
            ?? variable("HOME").map { $0 + "/.local/share/patchlens/models" }
        cache = HubCache(environment: environment)
    }

    /// The names of the store's models, in alphabetical order; not those of the Hugging Face cache.
    public var names: [String] {
        guard let directory, let entries = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            return []
        }
        return entries.filter { isPlainName($0) && hasConfiguration(directory + "/" + $0) }.sorted()
    }

    /// The names of the models in the Hugging Face cache, `organisation/name`, in alphabetical order.
    ///
    /// Whatever another program fetched is there: a model of the list may be of a family that is not built here.
    public var cachedNames: [String] { cache.models }

    /// The folder of a model that is given as a folder with a `config.json`, as a name in the store, or as
    /// `organisation/name[@revision]` in the Hugging Face cache.
    public func directory(of model: String) throws(CheckpointError) -> String {
        if hasConfiguration(model) { return model }
        if isPlainName(model), let directory, hasConfiguration(directory + "/" + model) {
            return directory + "/" + model
        }
        let hubModel = HubModel(Self.hubNames[model] ?? model)
        if let hubModel, let snapshot = cache.snapshot(of: hubModel) { return snapshot }
        if directoryExists(model) {
            throw .incompleteModel(directory: model, missing: Checkpoint.configurationName)
        }
        throw .modelNotFound(
            name: model, searched: [directory, cache.directory].compactMap { $0 },
            command: model == Self.defaultModel ? "Tools/setup.sh" : hubModel?.downloadCommand)
    }

    /// Short names of models on the hub, for those who have them in its cache.
    private static let hubNames = [
        "dinov2-small": "facebook/dinov2-small",
        "dinov2-base": "facebook/dinov2-base",
        "dinov2-large": "facebook/dinov2-large",
        "dinov2-giant": "facebook/dinov2-giant",
    ]

    private func hasConfiguration(_ path: String) -> Bool {
        // The empty path is no folder; with a slash behind it, it would be the root.
        !path.isEmpty && fileExists(path + "/" + Checkpoint.configurationName)
    }
}
