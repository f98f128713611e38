internal import CKernels

extension Tensor {
    /// How the heads of an attention become one, element by element.
    package enum Fusion: Sendable {
        case mean, max, min

        var raw: patchlens_fusion {
            switch self {
            case .mean: patchlens_fuse_mean
            case .max: patchlens_fuse_max
            case .min: patchlens_fuse_min
            }
        }
    }

    /// Adds to `result` the weighted sum of these rows of attention, (heads, rows, keys), their heads fused and each
    /// row made to sum to 1: some rows' part of a row vector times a matrix. `weights` has one for each row, `result`
    /// an element for each key.
    package func propagate(weights: ArraySlice<Double>, fusing fusion: Fusion, into result: inout [Double]) {
        precondition(shape.rank == 3 && weights.count == shape[1] && result.count == shape[2], "\(shape)")
        weights.withUnsafeBufferPointer { weights in
            result.withUnsafeMutableBufferPointer { result in
                guard let weights = weights.baseAddress, let result = result.baseAddress else { return }
                patchlens_propagate(
                    address, Int64(shape[0]), Int64(shape[1]), Int64(shape[2]), weights, fusion.raw, result,
                    Int32(workspace.threads))
            }
        }
    }
}

extension ScaledAttention {
    /// Adds to `result` the row vector `weights` times the attention, its heads averaged:
    /// result[key] + Σ weights[query] · p̄(query, key). No probability is ever in memory.
    ///
    /// - Parameters:
    ///   - weights: one for each Query, none negative.
    ///   - queries: (queries, heads · dimension), and `keys` likewise.
    ///   - logSums: (heads, queries), as kept when this attention ran.
    ///   - bias: (heads or 1, queries, keys), as it was then.
    package func propagate(
        weights: [Double], queries: Tensor, keys: Tensor, logSums: Tensor, bias: Tensor? = nil,
        into result: inout [Double]
    ) {
        precondition(weights.count == queries.shape[0] && result.count == keys.shape[0], "\(queries.shape)")
        precondition(logSums.shape == [headCount, queries.shape[0]], "\(logSums.shape)")
        var attention = description(queries, keys, nil, bias)
        // only read, but the kernel that writes them shares the description
        attention.log_sums = UnsafeMutablePointer(mutating: logSums.address)
        let status = withExtendedLifetime((queries, keys, logSums, bias)) {
            patchlens_attention_propagate(&attention, weights, &result, Int32(queries.workspace.threads))
        }
        precondition(status == 0, "out of memory in attention over \(keys.shape[0]) tokens")
    }
}
