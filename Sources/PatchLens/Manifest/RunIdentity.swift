/// What, besides a picture itself, its outputs depend on.
public struct RunIdentity: Codable, Sendable, Equatable {
    /// What the model was asked for by.
    public let model: String
    /// What the model is: its weights and configuration.
    public let weightsHash: String
    /// Every option that changes outputs, by the name that users know it by.
    public let options: [String: String]
    /// The hash of the options and of the model's.
    public let optionsHash: String

    /// Options as the command names them, with values that are equal when the outputs are.
    public init(model: String, weightsHash: String, options: [String: String]) {
        self.model = model
        self.weightsHash = weightsHash
        self.options = options
        let lines = options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        optionsHash = ContentHash.sha256(of: (["weights=\(weightsHash)"] + lines).joined(separator: "\n"))
    }

    /// In which options, or model, another run was different: `opacity 0.6, now 0.2`.
    func differences(from former: RunIdentity) -> [String] {
        let names = Set(options.keys).union(former.options.keys).sorted()
        let changed = names.filter { options[$0] != former.options[$0] }.map { name in
            "\(name) \(former.options[name] ?? "not given"), now \(options[name] ?? "not given")"
        }
        return changed + (weightsHash == former.weightsHash ? [] : ["model \(former.model), now \(model)"])
    }
}
