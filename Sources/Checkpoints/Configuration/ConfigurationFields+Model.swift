import Tensors

/// Values that every model's file has.
extension ConfigurationFields {
    /// `hidden_act`, by transformers' names.
    func activation(default standard: Activation) throws(CheckpointError) -> Activation {
        guard self["hidden_act"] != nil else { return standard }
        let name = try string("hidden_act", default: "")
        guard let activation = Activation(named: name) else {
            throw invalid("hidden_act", expected: "one of \(Activation.names.keys.sorted().joined(separator: ", "))")
        }
        return activation
    }

    /// `num_attention_heads`, among which the channels can be shared out evenly.
    func headCount(of hiddenSize: Int, default standard: Int) throws(CheckpointError) -> Int {
        let heads = try count("num_attention_heads", default: standard)
        guard hiddenSize.isMultiple(of: heads) else {
            let expected = "a divisor of the \(hiddenSize) channels"
            throw invalid("num_attention_heads", expected: expected, default: standard)
        }
        return heads
    }

    /// `mlp_ratio` times the channels of a token, cut to a whole number.
    func mlpSize(of hiddenSize: Int, defaultRatio: Double) throws(CheckpointError) -> Int {
        let size = Double(hiddenSize) * (try positive("mlp_ratio", default: defaultRatio))
        guard size >= 1, size <= Double(Self.counts.upperBound) else {
            throw invalid("mlp_ratio", expected: "a small number, such as 4")
        }
        return Int(size)
    }

    /// `image_size`, of at least a patch.
    func imageSize(default standard: Int, patchSize: Int) throws(CheckpointError) -> ImageSize {
        let size = try size("image_size", default: standard)
        guard min(size.height, size.width) >= patchSize else {
            throw invalid("image_size", expected: "at least a patch of \(patchSize) pixels", default: standard)
        }
        return size
    }

    /// `patch_size`, which may be written as two equal sides; and pictures have three channels.
    func patchSize(default standard: Int) throws(CheckpointError) -> Int {
        guard try count("num_channels", default: 3) == 3 else { throw invalid("num_channels", expected: "3") }
        let size = try size("patch_size", default: standard)
        guard size.height == size.width else { throw invalid("patch_size", expected: "a square") }
        return size.height
    }

    /// `id2label` of transformers, or `label_names` of timm: names by place, empty where the file has neither. Those
    /// that transformers writes for want of better ones (`LABEL_0`) are kept: they say the place.
    func labels() throws(CheckpointError) -> [String] {
        if case .array(let names)? = self["label_names"] { return names.map(\.text) }
        guard case .object(let names)? = self["id2label"] else { return [] }
        // Some lists have gaps, where a class was taken out; those have their number for a name.
        let places = names.compactMap { place, name in Int(place).map { ($0, name.text) } }
        guard places.count == names.count, places.allSatisfy({ (0..<Self.counts.upperBound).contains($0.0) }) else {
            throw invalid("id2label", expected: "names by whole numbers from 0 on")
        }
        var labels = (0..<(places.map(\.0).max() ?? -1) + 1).map(String.init)
        for (place, name) in places { labels[place] = name }
        return labels
    }
}

extension Activation {
    /// What transformers and timm call them.
    static let names: [String: Activation] = [
        "gelu": .gelu, "gelu_pytorch_tanh": .geluTanh, "gelu_new": .geluTanh, "gelu_fast": .geluTanh,
        "gelu_tanh": .geluTanh, "quick_gelu": .quickGELU, "quickgelu": .quickGELU, "silu": .silu, "swish": .silu,
        "relu": .relu,
    ]

    init?(named name: String) {
        guard let activation = Self.names[name] else { return nil }
        self = activation
    }
}
