import Checkpoints
import Tensors

/// Builds one encoder block.
struct BlockBuilder {
    let configuration: ModelConfiguration
    /// Of the block alone.
    let parameters: ParameterReader
    let names: BlockNames
    let precision: BlockPrecision
    let sharedRelativeBias: RelativePositionBias?

    private var channels: Int { configuration.hiddenSize }

    func block() throws(ModelError) -> EncoderBlock {
        EncoderBlock(
            norm1: try parameters.norm(names.norm1, channels), attention: try attention(),
            norm2: try parameters.norm(names.norm2, channels), feedForward: try feedForward())
    }

    private func attention() throws(ModelError) -> MultiHeadSelfAttention {
        let parts = configuration.attention
        let maps =
            try parameters.shape(of: parameters.found(names.queryKeyValueWeight)) == nil
            ? separateMaps() : fusedMaps()
        var attention = MultiHeadSelfAttention(
            query: maps.query, key: maps.key, value: maps.value,
            projection: try linear(
                names.attentionProjection, from: channels, to: channels, precision.attention,
                hasBias: parts.hasProjectionBias, scaledBy: names.scale1),
            headCount: parts.headCount)
        if parts.normalizesQueriesAndKeys {
            attention.queryNorm = try parameters.norm(names.queryNorm, configuration.headSize)
            attention.keyNorm = try parameters.norm(names.keyNorm, configuration.headSize)
        }
        if parts.hasInnerNorm { attention.innerNorm = try parameters.norm(names.attentionNorm, channels) }
        attention.relativeBias = try relativeBias()
        return attention
    }

    private func relativeBias() throws(ModelError) -> RelativePositionBias? {
        guard let relative = configuration.positions.relativeBias, !relative.isShared else { return sharedRelativeBias }
        return try parameters.relativeBias(names.relativeBias, relative, headCount: configuration.headCount)
    }

    private typealias Maps = (query: Linear, key: Linear, value: Linear)

    private func separateMaps() throws(ModelError) -> Maps {
        let parts = configuration.attention
        func map(_ names: [String], hasBias: Bool) throws(ModelError) -> Linear {
            try linear(names, from: channels, to: channels, precision.attention, hasBias: hasBias)
        }
        return (
            try map(names.query, hasBias: parts.hasQueryBias), try map(names.key, hasBias: parts.hasKeyBias),
            try map(names.value, hasBias: parts.hasValueBias)
        )
    }

    /// Query, Key and Value below each other in one matrix; their biases likewise, or for Query and Value alone.
    private func fusedMaps() throws(ModelError) -> Maps {
        let parts = configuration.attention
        let weight = try parameters.tensor(names.queryKeyValueWeight, [3 * channels, channels])
        let fused = parameters.found(names.queryKeyValueBias)
        var bias = parameters.shape(of: fused) == nil ? nil : try parameters.tensor([fused], [3 * channels])
        let mask = parameters.found(names.queryKeyValueBiasMask)
        if let unmasked = bias, parameters.shape(of: mask) != nil {
            bias = unmasked.masked(by: try parameters.tensor([mask], [3 * channels]))
        }
        func map(_ part: Int, alone: [String], hasBias: Bool) throws(ModelError) -> Linear {
            let rows = weight.rows(Array(part * channels..<(part + 1) * channels))
            var own = bias.map {
                Tensor(Array($0.elements[part * channels..<(part + 1) * channels]), shape: [channels])
            }
            if own == nil, hasBias { own = try parameters.tensor(alone, [channels]) }
            return try parameters.linear(rows, own, precision.attention)
        }
        return (
            try map(0, alone: names.queryBias, hasBias: parts.hasQueryBias),
            try map(1, alone: [], hasBias: bias != nil),
            try map(2, alone: names.valueBias, hasBias: parts.hasValueBias)
        )
    }

    private func feedForward() throws(ModelError) -> FeedForward {
        let parts = configuration.feedForward
        let innerNorm = parts.hasInnerNorm ? try parameters.norm(names.feedForwardNorm, parts.size) : nil
        let contraction = try linear(
            names.contraction, from: parts.size, to: channels, precision.mlp, hasBias: parts.hasBias,
            scaledBy: names.scale2, roundsSums: precision.mlpRoundsSums)
        guard parts.isGated else {
            let expansion = try linear(
                names.expansion, from: channels, to: parts.size, precision.mlp, hasBias: parts.hasBias,
                roundsSums: precision.mlpRoundsSums)
            return .mlp(
                MLP(
                    expansion: expansion, activation: parts.activation, innerNorm: innerNorm, contraction: contraction))
        }
        let (gate, value) = try gateAndValue()
        return .gated(
            GatedMLP(
                gate: gate, value: value, activation: parts.activation, innerNorm: innerNorm, contraction: contraction))
    }

    private func gateAndValue() throws(ModelError) -> (gate: Linear, value: Linear) {
        let parts = configuration.feedForward
        let gate = parameters.found(names.gate, behind: ".weight")
        if !names.gate.isEmpty, parameters.shape(of: gate + ".weight") != nil {
            return (
                try linear([gate], from: channels, to: parts.size, precision.mlp, hasBias: parts.hasBias),
                try linear(names.expansion, from: channels, to: parts.size, precision.mlp, hasBias: parts.hasBias)
            )
        }
        let module = parameters.found(names.gateAndValue, behind: ".weight")
        let weight = try parameters.tensor([module + ".weight"], [2 * parts.size, channels])
        let bias = parts.hasBias ? try parameters.tensor([module + ".bias"], [2 * parts.size]) : nil
        let halves = try parameters.split(weight, bias, into: 2, precision.mlp)
        return (halves[0], halves[1])
    }

    private func linear(
        _ modules: [String], from inputs: Int, to outputs: Int, _ precision: Precision, hasBias: Bool,
        scaledBy scale: [String] = [], roundsSums: Bool = false
    ) throws(ModelError) -> Linear {
        let factors =
            configuration.hasLayerScale && !scale.isEmpty
            ? LayerScale(factors: try parameters.tensor(scale, [outputs])) : nil
        return try parameters.linear(
            modules, from: inputs, to: outputs, precision, hasBias: hasBias, scaledBy: factors, roundsSums: roundsSums)
    }
}
