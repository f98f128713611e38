internal import CKernels

/// The graph whose nodes are vectors and whose edges join those with a product above a threshold, never in memory:
/// it is multiplied by a vector by making all N×N products again, a tile at a time.
///
/// `@unchecked Sendable`, because the packed vectors are written only while it is made, before anyone else has it.
package final class VectorAffinity: @unchecked Sendable {
    /// (N, D)
    private let vectors: Tensor
    private let packed: OpaquePointer

    /// Packs a copy of the rows. (N, D)
    package init(_ vectors: Tensor) {
        precondition(vectors.shape.rank == 2, "vectors are (N, D), not \(vectors.shape)")
        self.vectors = vectors
        let packed = withExtendedLifetime(vectors) {
            patchlens_affinity_create(vectors.address, Int64(vectors.shape[0]), Int64(vectors.shape[1]))
        }
        guard let packed else { preconditionFailure("out of memory in the products of \(vectors.shape)") }
        self.packed = packed
    }

    deinit { patchlens_affinity_destroy(packed) }

    /// For every p the sum of the weights of those q with ⟨x_p, x_q⟩ > threshold, p itself among them. Takes 2·N²·D
    /// operations. (N) → (N)
    package func sums(of weights: [Double], above threshold: Float) -> [Double] {
        precondition(weights.count == vectors.shape[0], "\(weights.count) weights of \(vectors.shape)")
        return [Double](unsafeUninitializedCapacity: weights.count) { sums, count in
            count = weights.count
            let status = withExtendedLifetime(vectors) {
                patchlens_affinity_sums(
                    packed, vectors.address, threshold, weights, sums.baseAddress, Int32(vectors.workspace.threads))
            }
            precondition(status == 0, "out of memory in the products of \(vectors.shape)")
        }
    }
}
