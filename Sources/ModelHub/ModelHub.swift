public import Checkpoints

/// Fetches models from the Hugging Face hub into the cache that its own libraries use.
///
///     let model = try ModelHub().pull("facebook/dinov2-base")
///     let transformer = try VisionTransformer(named: "facebook/dinov2-base")
///
/// `HF_ENDPOINT`, `HF_TOKEN`, `HF_HUB_OFFLINE` and the variables for the cache's place mean what they mean to
/// huggingface_hub. What was fetched is found by Python, and the other way round.
public struct ModelHub: Sendable {
    private let environment: [String: String]
    private let retry: RetryPolicy

    /// The hub that these environment variables lead to.
    public init(environment: [String: String] = ModelStore.processEnvironment) {
        self.init(environment: environment, retry: .standard)
    }

    /// With another patience.
    package init(environment: [String: String], retry: RetryPolicy) {
        self.environment = environment
        self.retry = retry
    }

    /// Fetches what PatchLens needs of a model: configurations, tokenizer, safetensors weights.
    ///
    /// A pull that is stopped goes on where it was when it is run again. Each file is checked against the hash that the
    /// hub gives. The model is to be found under its name when it is whole, and not before.
    ///
    /// - Parameters:
    ///   - name: `organisation/name`, `organisation/name@revision`, or a short name such as `dinov2-base`.
    ///   - progress: called often, on this thread.
    @discardableResult
    public func pull(
        _ name: String, progress: @escaping (PullProgress) -> Void = { _ in }
    ) throws(HubError) -> PulledModel {
        guard let model = HubModel(named: name) else { throw .badName(name) }
        let settings = try HubSettings(environment: environment)
        if let variable = settings.offlineVariable { throw .offline(variable: variable) }
        guard let repository = HubCache(environment: environment).repository(of: model) else { throw .noCache }
        let client = try HubClient(settings: settings, model: model, environment: environment)
        return try Pull(client: client, repository: repository, retry: retry, report: progress)()
    }
}
