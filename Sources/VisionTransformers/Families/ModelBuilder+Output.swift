import Checkpoints
import Tensors

/// What is made of the tokens after the last block.
extension ModelBuilder {
    func output() throws(ModelError) -> OutputHead {
        let output = configuration.output
        let classifier = try optionalLinear(names.classifier)
        let projection = try projection()
        return OutputHead(
            configuration: output,
            tokenNorm: output.hasTokenNorm ? try parameters.norm(names.norm, channels) : nil,
            attentionPooling: output.pooling == .attention ? try attentionPooling() : nil,
            pooledNorm: output.hasPooledNorm ? try parameters.norm(names.pooledNorm, channels) : nil,
            pooler: try optionalLinear(names.pooler),
            projection: output.headIsProjection ? projection ?? classifier : projection,
            classifier: output.headIsProjection ? nil : classifier,
            distillationClassifier: try optionalLinear(names.distillationClassifier))
    }

    /// A linear map with as many outputs as it has, if it is there. A classifier after DINOv2 has twice the inputs.
    private func optionalLinear(_ modules: [String]) throws(ModelError) -> Linear? {
        let module = parameters.found(modules, behind: ".weight")
        guard let shape = parameters.shape(of: module + ".weight"), shape.rank == 2, shape.count > 0 else { return nil }
        let isDouble = module == "classifier" && configuration.output.classifierInput == .classAndPatchMean
        return try parameters.linear(
            [module], from: isDouble ? 2 * channels : channels, to: shape[0],
            hasBias: parameters.shape(of: module + ".bias") != nil)
    }

    /// From pooled output to the space that pictures and texts share (CLIP).
    private func projection() throws(ModelError) -> Linear? {
        let name = parameters.found(names.projection)
        if let shape = parameters.shape(of: name), shape.rank == 2 {
            return try parameters.linear(try parameters.tensor([name], [shape[0], channels]), nil)
        }
        let transposed = parameters.found(names.transposedProjection)
        guard let shape = parameters.shape(of: transposed), shape.rank == 2 else { return nil }
        return try parameters.linear(try parameters.tensor([transposed], [channels, shape[1]]).transposed(), nil)
    }

    /// transformers keeps Query, Key and Value in one matrix, timm the Query apart.
    private func attentionPooling() throws(ModelError) -> AttentionPooling {
        let names = self.names.pooling
        let probe = try parameters.tensor(names.probe, [1, 1, channels]).reshaped(to: [1, channels])
        let maps = try poolingMaps(names)
        let expansion = parameters.found(names.expansion, behind: ".weight")
        let hidden = parameters.shape(of: expansion + ".weight").map { $0.rank == 2 ? $0[0] : 0 } ?? 0
        return AttentionPooling(
            query: maps.query(probe), key: maps.key, value: maps.value,
            projection: try parameters.linear(names.projection, from: channels, to: channels),
            norm: try parameters.norm(names.norm, channels),
            mlp: MLP(
                expansion: try parameters.linear(names.expansion, from: channels, to: hidden),
                activation: configuration.feedForward.activation,
                contraction: try parameters.linear(names.contraction, from: hidden, to: channels)),
            headCount: configuration.headCount)
    }

    private func poolingMaps(_ names: PoolingNames) throws(ModelError) -> (query: Linear, key: Linear, value: Linear) {
        if parameters.shape(of: parameters.found(names.queryKeyValueWeight)) != nil {
            let maps = try parameters.split(
                try parameters.tensor(names.queryKeyValueWeight, [3 * channels, channels]),
                try parameters.tensor(names.queryKeyValueBias, [3 * channels]), into: 3)
            return (maps[0], maps[1], maps[2])
        }
        let module = parameters.found(names.keyAndValue, behind: ".weight")
        let bias =
            parameters.shape(of: module + ".bias") == nil
            ? nil : try parameters.tensor([module + ".bias"], [2 * channels])
        let maps = try parameters.split(
            try parameters.tensor([module + ".weight"], [2 * channels, channels]), bias, into: 2)
        let query = try parameters.linear(names.query, from: channels, to: channels, hasBias: bias != nil)
        return (query, maps[0], maps[1])
    }
}
