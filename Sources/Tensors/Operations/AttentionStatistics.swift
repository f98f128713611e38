internal import CKernels

/// Rows of attention whose Queries are neighbouring patches of a grid, and what each says of its head.
package struct PatchRows {
    private let probabilities: Tensor
    private let first: Int
    private let rows: Int
    private let columns: Int

    /// - Parameters:
    ///   - probabilities: (heads, queries, N), the patches of a grid of `rows` × `columns` last among the N.
    ///   - first: the first Query's patch, row-major over the grid.
    package init(_ probabilities: Tensor, first: Int, rows: Int, columns: Int) {
        precondition(
            probabilities.shape.rank == 3 && probabilities.shape[2] >= rows * columns
                && first >= 0 && first + probabilities.shape[1] <= rows * columns,
            "\(probabilities.shape) from patch \(first) of \(rows)×\(columns)")
        self.probabilities = probabilities
        self.first = first
        self.rows = rows
        self.columns = columns
    }

    /// −Σ p ln p over all N, in nats. → (heads, queries)
    package func entropies() -> Tensor {
        measured { description, results in
            patchlens_attention_entropies(description, results, Int32(probabilities.workspace.threads))
        }
    }

    /// The mean distance of what each patch attends to among the patches, each counted by its probability.
    /// → (heads, queries), in the unit of the distances
    ///
    /// - Parameters:
    ///   - distances: (rows, 2 · columns − 1), that of a patch so many rows, and columns less `columns` − 1, away.
    ///   - renormalized: whether the probabilities of patches are divided by their sum.
    package func distances(_ distances: Tensor, renormalized: Bool) -> Tensor {
        precondition(distances.shape == [rows, 2 * columns - 1], "\(distances.shape) of \(rows)×\(columns)")
        return withExtendedLifetime(distances) {
            measured { description, results in
                patchlens_attention_distances(
                    description, distances.address, renormalized ? 1 : 0, results,
                    Int32(probabilities.workspace.threads))
            }
        }
    }

    private func measured(
        _ measure: (UnsafePointer<patchlens_attention_rows>, UnsafeMutablePointer<Float>) -> Void
    ) -> Tensor {
        let shape = probabilities.shape
        var results = Tensor(uninitialized: [shape[0], shape[1]], in: probabilities.workspace)
        let address = results.mutableAddress()
        withExtendedLifetime(probabilities) {
            var description = patchlens_attention_rows(
                probabilities: probabilities.address, heads: Int64(shape[0]), rows: Int64(shape[1]),
                keys: Int64(shape[2]), prefix: Int64(shape[2] - rows * columns), grid_rows: Int64(rows),
                grid_columns: Int64(columns), first_patch: Int64(first))
            measure(&description, address)
        }
        return results
    }
}
