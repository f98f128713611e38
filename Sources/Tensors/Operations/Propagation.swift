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

    /// Adds to `result` the weighted sum of these rows of attention, (heads, rows, keys), their heads fused and each row
    /// made to sum to 1: some rows' part of a row vector times a matrix. `weights` has one for each row, `result` an
    /// element for each key.
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
