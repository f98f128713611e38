/// What, besides a picture itself, its outputs depend on.
public struct RunIdentity: Codable, Sendable, Equatable {
    /// What the model was asked for by.
    public let model: String
    /// What the model is: its configuration and a sample of its weights (`ContentHash.sampled`).
    public let weightsHash: String
    /// The SHA-256 of all of its weights, for runs that compare by content.
    public let weightsSHA256: String?
    /// Every option that changes outputs, by the name that users know it by.
    public let options: [String: String]
    /// The hash of the options and of the sampled model's.
    public let optionsHash: String

    /// Options as the command names them, with values that are equal when the outputs are.
    public init(model: String, weightsHash: String, weightsSHA256: String? = nil, options: [String: String]) {
        self.model = model
        self.weightsHash = weightsHash
        self.weightsSHA256 = weightsSHA256
        self.options = options
        let lines = options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        optionsHash = ContentHash.sha256(of: (["weights=\(weightsHash)"] + lines).joined(separator: "\n"))
    }

    /// Whether another run makes the same of the same picture; by all of the weights where both know them.
    public func makesTheSame(as other: RunIdentity) -> Bool {
        optionsHash == other.optionsHash && hasAllWeights(of: other)
    }

    /// In which options, or model, another run was different: `opacity 0.6, now 0.2`.
    func differences(from former: RunIdentity) -> [String] {
        let names = Set(options.keys).union(former.options.keys).sorted()
        let changed = names.filter { options[$0] != former.options[$0] }.map { name in
            "\(name) \(former.options[name] ?? "not given"), now \(options[name] ?? "not given")"
        }
        guard weightsHash != former.weightsHash || !hasAllWeights(of: former) else { return changed }
        let isNamedAlike = model == former.model
        return changed
            + [isNamedAlike ? "the weights or configuration of \(model)" : "model \(former.model), now \(model)"]
    }

    /// Which command it was of, where commands write into one folder; the option of that name.
    var command: String? { options["command"] }

    /// What tells it from others, as one text.
    var hashes: String { optionsHash + (weightsSHA256 ?? "") }

    private func hasAllWeights(of other: RunIdentity) -> Bool {
        guard let weightsSHA256, let theirs = other.weightsSHA256 else { return true }
        return weightsSHA256 == theirs
    }
}
