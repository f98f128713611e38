public import ImageDecoding
import Tensors
public import VisionTransformers

/// Attention times its own gradient: ReLU(A ⊙ ∂y/∂A) of one layer, head by head or fused, in the row that the target is
/// read from. It is the Ā of relevance (Chefer, Gur and Wolf, ICCV 2021) before any propagation: which of a head's
/// attention speaks for the target, layer by layer.
///
/// The row is the class token's; where the output is the mean of the patches, the mean of their rows; where a probe
/// pools, the probe's, in the last layer alone. Heads are fused after the ReLU, as there. Cost: a forward pass, and a
/// backward pass down to the lowest layer asked for; O(L·N·D) memory.
public struct AttentionGradient: MapMethod {
    /// What the gradient is of.
    public let target: ModelTarget
    /// Layers and heads.
    public let maps: MapSelection

    /// One map for each layer and head asked for.
    public init(of target: ModelTarget, in maps: MapSelection) {
        self.target = target
        self.maps = maps
    }

    /// `attention-gradient`
    public var name: MethodName { .attentionGradient }

    /// Layer by layer, in each head by head.
    public var names: [MapName] { maps.names(of: name) }

    /// The target.
    public var facts: [String: String] { ["target": target.target.description] }

    /// The model has to have what the target is of; a probe reads after the last layer alone.
    public func check(_ model: VisionTransformer) throws(MethodError) {
        try target.checkGradients(of: model, for: name)
        guard !model.readsByProbe(target.output) || maps.layers == [model.layerCount - 1] else {
            throw .encoding(.probeOnlyAfterLastLayer)
        }
    }

    /// The maps of one picture; `nothingFound` where all of them would be blank.
    public func callAsFunction(
        _ patches: Patches, in model: VisionTransformer
    ) throws(MethodError) -> MethodFinding {
        try check(model)
        var rows: [Int: [[Float]]] = [:]
        var weights: [Double] = []
        try target.differentiate(patches, in: model, downTo: maps.layers.first ?? 0) { reading in
            switch reading {
            case .tokens(let read): weights = read
            case .probe(let probabilities, let gradients):
                rows[model.layerCount - 1] = Self.positiveProducts(probabilities, gradients)
            }
        } visiting: { layer in
            guard maps.layers.contains(layer.layer), rows[layer.layer] == nil else { return }
            rows[layer.layer] = layer.positiveProducts(weights: weights)
        }
        let found = maps.layers.flatMap { layer in
            let ofPatches = (rows[layer] ?? []).map { Array($0.dropFirst(model.prefixTokenCount)) }
            return self.maps(of: ofPatches, layer: layer, on: patches)
        }
        // One head without any is an answer, all of them are none.
        guard found.contains(where: { $0.values.contains { $0 > 0 } }) else {
            throw .nothingFound(name, "no attention asked for speaks for \(target.target)")
        }
        return MethodFinding(found)
    }

    /// One for each head asked for, or one of all.
    private func maps(of heads: [[Float]], layer: Int, on patches: Patches) -> [AttentionMap] {
        func map(_ values: [Float], _ source: AttentionMap.Source) -> AttentionMap {
            AttentionMap(values: values, geometry: patches.geometry, layer: layer, source: source)
        }
        switch maps.heads {
        case .fused(let fusion): return [map(fusion.fused(heads), .fused(fusion))]
        case .each: return heads.indices.map { map(heads[$0], .head($0)) }
        case .some(let numbers): return numbers.map { map(heads[$0], .head($0)) }
        }
    }

    /// ReLU(p ⊙ ∂y/∂p) of a probe. (heads, N) twice → heads, each (N)
    private static func positiveProducts(_ probabilities: Tensor, _ gradients: Tensor) -> [[Float]] {
        let (heads, count) = (probabilities.shape[0], probabilities.shape[1])
        let (p, slopes) = (probabilities.span, gradients.span)
        return (0..<heads).map { head in
            (head * count..<(head + 1) * count).map { max(0, p[$0] * slopes[$0]) }
        }
    }
}

extension LayerGradient {
    /// As few rows of all heads as keep a tile near the second-level cache's size at usual grids.
    private static let rowsInTile = 64

    /// Σ over Queries of their weight times ReLU(A ⊙ ∂y/∂A), in each head, summed in double. Queries whose gradient is
    /// zero add nothing. (N) → heads, each (N)
    fileprivate func positiveProducts(weights: [Double]) -> [[Float]] {
        var sums = [[Double]](repeating: [Double](repeating: 0, count: tokenCount), count: headCount)
        let queries = queries
        for start in stride(from: 0, to: queries.count, by: Self.rowsInTile) {
            let tile = start..<min(start + Self.rowsInTile, queries.count)
            guard queries[tile].contains(where: { weights[$0] != 0 }) else { continue }
            let (probabilities, gradients) = (probabilities(of: tile), probabilityGradients(of: tile))
            let (p, slopes) = (probabilities.span, gradients.span)
            for head in 0..<headCount {
                for place in tile where weights[queries[place]] != 0 {
                    let first = (head * tile.count + place - start) * tokenCount
                    for key in 0..<tokenCount {
                        sums[head][key] +=
                            weights[queries[place]] * Double(max(0, p[first + key] * slopes[first + key]))
                    }
                }
            }
        }
        return sums.map { $0.map { Float($0) } }
    }
}
