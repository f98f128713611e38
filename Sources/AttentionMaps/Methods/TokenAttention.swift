public import ImageDecoding
import Tensors
public import VisionTransformers

/// Attention as it is: the probabilities softmax(Q Kᵀ ⁄ √d) of one Query over all Keys (Vaswani et al. 2017), a map for
/// each layer and head, or one a layer of heads fused.
///
/// From the class token, from the patch at a pixel, or the mean over the Queries of all patches. In the last layer a
/// single Query costs its row and all Keys, less than a plain forward pass; the mean over patches computes every row of
/// the layers it is asked for a second time, a tile at a time.
public struct TokenAttention: MapMethod {
    /// Where attention is asked from.
    public let queries: [QueryPlace]
    /// Layers and heads.
    public let maps: MapSelection

    /// From the class token unless told otherwise.
    public init(from queries: [QueryPlace] = [.classToken], in maps: MapSelection) {
        precondition(!queries.isEmpty, "attention from nowhere")
        self.queries = queries
        self.maps = maps
    }

    /// `attention`
    public var name: MethodName { .attention }

    /// Place by place, in each layer by layer, in each head by head.
    public var names: [MapName] {
        queries.flatMap { maps.names(of: name, query: queries.count > 1 ? $0.nameInPaths : nil) }
    }

    /// The places.
    public var facts: [String: String] { ["query": queries.map(\.description).joined(separator: " ")] }

    /// From the class token there has to be one, or the probe of an attention pooling, which attends once.
    public func check(_ model: VisionTransformer) throws(MethodError) {
        guard queries.contains(.classToken) else { return }
        guard model.hasClassAttention else {
            throw .notWithThisModel(name, needs: "a class token", instead: "--query mean or --query X,Y")
        }
        guard model.probeIsClassToken else { return }
        guard queries == [.classToken], maps.layers == [model.layerCount - 1] else {
            throw .encoding(.probeOnlyAfterLastLayer)
        }
    }

    /// Values are probabilities; what goes to class and register tokens is left out, so that a map's sum is below 1.
    public func callAsFunction(
        _ patches: Patches, in model: VisionTransformer
    ) throws(MethodError) -> MethodFinding {
        try check(model)
        let recording = try recording(in: patches.geometry)
        let trace = try MethodError.wrapping { () throws(EncodingError) in
            try model.encode(patches, recording: recording)
        }.attention
        var found: [AttentionMap] = []
        for place in queries {
            let asked = try trace.maps(from: place, in: maps)
            found += queries.count > 1 ? asked.map { $0.asked(from: place) } : asked
        }
        return MethodFinding(found)
    }

    /// The Queries of single tokens, and Q and K where every patch asks.
    private func recording(in geometry: PatchGeometry) throws(MethodError) -> Recording {
        var single: [AttentionQuery] = []
        for place in queries {
            switch place {
            case .classToken: single.append(.classToken)
            case .patchMean: break
            case .pixel:
                do throws(QueryError) {
                    guard let patch = try place.patch(in: geometry) else { continue }
                    single.append(.patch(row: patch.row, column: patch.column))
                } catch {
                    throw .query(error)
                }
            }
        }
        let recording = Recording.attention(from: single, in: .some(maps.layers), heads: maps.recordedHeads)
        return queries.contains(.patchMean) ? recording.withQueriesAndKeys(in: .some(maps.layers)) : recording
    }
}

extension AttentionTrace {
    /// The maps of one place, which was recorded.
    fileprivate func maps(from place: QueryPlace, in maps: MapSelection) throws(MethodError) -> [AttentionMap] {
        guard place != .patchMean else { return patchMeanMaps(in: maps) }
        let token: Int?
        do throws(QueryError) {
            token = try place.patch(in: geometry).map {
                prefixTokenCount + $0.row * geometry.grid.columns + $0.column
            }
        } catch {
            throw .query(error)
        }
        // The class token is the first of all, and the probe of an attention pooling is recorded alone.
        let query = token.flatMap { token in layers.first?.queries.firstIndex(of: token) } ?? 0
        return self.maps(fusing: maps.fusion, query: query)
    }

    /// The mean over the Queries of all patches, head by head.
    private func patchMeanMaps(in maps: MapSelection) -> [AttentionMap] {
        layers.flatMap { layer -> [AttentionMap] in
            guard let projections = layer.projections else { return [] }
            let rows = projections.meanRows(of: prefixTokenCount..<projections.tokenCount)
                .map { Array($0.dropFirst(prefixTokenCount)) }
            return maps.maps(ofHeads: rows, layer: layer.layer, geometry: geometry)
        }
    }
}

extension LayerProjections {
    /// The mean of some tokens' rows of attention, in each head: some rows at a time, summed in double.
    /// → heads, each of N
    func meanRows(of tokens: Range<Int>) -> [[Float]] {
        var sums = [[Double]](repeating: [Double](repeating: 0, count: tokenCount), count: headCount)
        for start in stride(from: tokens.lowerBound, to: tokens.upperBound, by: Self.rowsInTile) {
            let tile = start..<min(start + Self.rowsInTile, tokens.upperBound)
            let probabilities = probabilities(of: tile)
            let values = probabilities.span
            for head in 0..<headCount {
                for row in 0..<tile.count {
                    let first = (head * tile.count + row) * tokenCount
                    for key in 0..<tokenCount { sums[head][key] += Double(values[first + key]) }
                }
            }
        }
        return sums.map { sum in sum.map { Float($0 / Double(tokens.count)) } }
    }
}
