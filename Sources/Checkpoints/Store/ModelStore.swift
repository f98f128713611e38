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
    /// The other place.
    package let cache: HubCache

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
        guard let directory else { return [] }
        return entries(of: directory).filter {
            isPlainName($0) && ModelLocation.hasConfiguration(directory + "/" + $0)
        }
    }

    /// The names of the models in the Hugging Face cache, `organisation/name` or `organisation/name@revision`, in
    /// alphabetical order.
    ///
    /// Whatever another program fetched is there: a model of the list may be of a family that is not built here.
    public var cachedNames: [String] { cache.models.map(\.fullName) }

    /// Where a model is that is given as a folder with its configuration, as a file of weights with the configuration
    /// beside it, as a name in the store, or as `organisation/name[@revision]` in the Hugging Face cache.
    public func location(of model: String) throws(CheckpointError) -> ModelLocation {
        if ModelLocation.hasConfiguration(model) { return ModelLocation(directory: model) }
        if let location = try ModelLocation(file: model) { return location }
        if let folder = folder(of: model) { return ModelLocation(directory: folder) }
        let hubModel = HubModel(named: model)
        if let hubModel, let snapshot = cache.snapshot(of: hubModel) { return ModelLocation(directory: snapshot) }
        if directoryExists(model) { throw Self.fault(ofFolder: model) }
        throw .modelNotFound(
            name: model, searched: [directory, cache.directory].compactMap { $0 },
            command: model == Self.defaultModel ? "Tools/setup.sh" : hubModel?.downloadCommand)
    }

    /// The folder of a model of the store, if there is one of this name.
    package func folder(of name: String) -> String? {
        guard isPlainName(name), let directory, ModelLocation.hasConfiguration(directory + "/" + name) else {
            return nil
        }
        return directory + "/" + name
    }

    /// Why a folder without a configuration is no model: it is of another format, or has nothing.
    private static func fault(ofFolder directory: String) -> CheckpointError {
        if case .foreign(let names) = WeightChoice(among: fileNames(in: directory)), let name = names.first {
            return .needsConversion(file: directory + "/" + name)
        }
        return .incompleteModel(directory: directory, missing: ModelLocation.configurationNames[0])
    }
}
