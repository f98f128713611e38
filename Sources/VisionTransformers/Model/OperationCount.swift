import Checkpoints
package import ImageDecoding
package import Tensors

/// Multiplications and additions of matrix products, by the precision of their factors.
///
/// Softmax, norms, GELU and sums of tokens are not counted: they are a hundredth of the whole, and no peak is theirs.
/// A product counts as its definition has it. Strassen's algorithm does with fewer, so
/// that a share of the peak can pass 1.
package struct OperationCount: Sendable, Equatable {
    /// Of linear maps in the encoder's blocks.
    package fileprivate(set) var products: [Precision: Double] = [:]
    /// Of scores Q·K and weighted sums.
    package fileprivate(set) var attention: [Precision: Double] = [:]
    /// Of patches to tokens.
    package fileprivate(set) var embedding: [Precision: Double] = [:]

    /// All of it.
    package var total: Double { [products, attention, embedding].flatMap(\.values).reduce(0, +) }

    /// The precisions that any of it is in.
    package var precisions: Set<Precision> { Set(products.keys).union(attention.keys).union(embedding.keys) }

    /// A product of (rows, inputs) and (inputs, outputs).
    fileprivate mutating func add(
        _ kind: WritableKeyPath<OperationCount, [Precision: Double]>, _ rows: Int, _ inputs: Int, _ outputs: Int,
        in precision: Precision
    ) {
        self[keyPath: kind][precision, default: 0] += 2 * Double(rows) * Double(inputs) * Double(outputs)
    }
}

extension VisionTransformer {
    /// A forward pass over a picture of this grid through every layer, whatever is made of it.
    package func operationsOfFullPass(over grid: PatchGrid) -> OperationCount {
        let tokens = prefixTokenCount + grid.count
        var count = embeddingOperations(over: grid)
        for layer in 0..<layerCount { addBlock(layer, tokens: tokens, to: &count) }
        return count
    }

    /// What an encoding with this recording cannot do without: `encode` stops where nothing depends on the rest.
    package func operations(
        over grid: PatchGrid, recording: Recording
    ) throws(EncodingError) -> OperationCount {
        let plan = try RecordingPlan(recording, grid: grid, model: self)
        guard let last = plan.lastRecordedLayer, !plan.needsEveryLayer, let recorded = plan.layers[last] else {
            return operationsOfFullPass(over: grid)
        }
        let tokens = prefixTokenCount + grid.count
        var count = embeddingOperations(over: grid)
        for layer in 0..<last { addBlock(layer, tokens: tokens, to: &count) }
        let queries = recorded.selection.queries.count
        addProjection(of: tokens, in: last, to: &count)
        addProjection(of: recorded.keepsQueriesAndKeys ? tokens : queries, in: last, to: &count)
        addScores(of: queries, tokens: tokens, in: last, to: &count)
        return count
    }

    /// An encoding with this recording, and the way of a row vector back through the layers whose Queries and Keys it
    /// keeps: there every row of the attention is made once more.
    package func operationsThereAndBack(
        over grid: PatchGrid, recording: Recording
    ) throws(EncodingError) -> OperationCount {
        let tokens = prefixTokenCount + grid.count
        var count = try operations(over: grid, recording: recording)
        for layer in try recording.projectionLayers.resolved(layerCount: layerCount) {
            addScores(of: tokens, tokens: tokens, in: layer, to: &count)
        }
        return count
    }

    private func embeddingOperations(over grid: PatchGrid) -> OperationCount {
        var count = OperationCount()
        count.add(
            \.embedding, grid.count, patchEmbedding.patchLength, configuration.hiddenSize,
            in: BlockPrecision.patchEmbedding(of: precision))
        return count
    }

    private func addBlock(_ layer: Int, tokens: Int, to count: inout OperationCount) {
        let precision = BlockPrecision(of: self.precision, layer: layer, family: configuration.family)
        for _ in 0..<4 { addProjection(of: tokens, in: layer, to: &count) }
        // scores, and the weighted sums, which take as many
        for _ in 0..<2 { addScores(of: tokens, tokens: tokens, in: layer, to: &count) }
        let channels = configuration.hiddenSize
        let maps = configuration.feedForward.isGated ? 3 : 2
        for _ in 0..<maps { count.add(\.products, tokens, channels, configuration.intermediateSize, in: precision.mlp) }
    }

    /// Q, K, V or the output projection of some tokens.
    private func addProjection(of rows: Int, in layer: Int, to count: inout OperationCount) {
        let channels = configuration.hiddenSize
        let precision = BlockPrecision(of: self.precision, layer: layer, family: configuration.family).attention
        count.add(\.products, rows, channels, channels, in: precision)
    }

    /// Whatever the maps' precision, attention has no factors smaller than bfloat16.
    private func addScores(of queries: Int, tokens: Int, in layer: Int, to count: inout OperationCount) {
        let precision = BlockPrecision(of: self.precision, layer: layer, family: configuration.family).attention
        count.add(
            \.attention, queries, configuration.hiddenSize, tokens, in: precision == .float32 ? .float32 : .bfloat16)
    }
}
