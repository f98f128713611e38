internal import CKernels

/// Which two channels of a head are rotated together.
public enum RotaryPairing: Sendable, Hashable, CaseIterable {
    /// Channel i with channel i + d/2, as in DINOv3.
    case halves
    /// Channel 2i with channel 2i + 1, as in EVA-02.
    case interleaved

    fileprivate var raw: patchlens_rotary_pairing {
        switch self {
        case .halves: patchlens_rotate_halves
        case .interleaved: patchlens_rotate_interleaved
        }
    }
}

extension Tensor {
    /// Queries or Keys with their positions rotated into them (rotary position embedding, Su et al. 2021), in their own
    /// memory if nobody else holds it: x · cos + turned(x) · sin in every head, where turned makes (−b, a) of each pair
    /// (a, b). (N, heads · d) → the same
    ///
    /// - Parameters:
    ///   - headCount: d, the channels of a head, is even.
    ///   - prefix: so many tokens at the beginning have no position and stay as they are.
    ///   - cosines: (N − prefix, d), of every channel.
    ///   - sines: (N − prefix, d), likewise.
    ///   - pairing: which channels make a pair.
    public consuming func rotated(
        headCount: Int, skipping prefix: Int, cosines: Tensor, sines: Tensor, pairing: RotaryPairing
    ) -> Tensor {
        let dimension = shape[1] / headCount
        precondition(shape.rank == 2 && shape[1] == headCount * dimension && dimension % 2 == 0, "\(shape)")
        precondition(
            cosines.shape == [shape[0] - prefix, dimension] && sines.shape == cosines.shape,
            "cosines \(cosines.shape) and sines \(sines.shape) for \(shape) less \(prefix)")
        var result = self
        withExtendedLifetime((cosines, sines)) {
            var rotation = patchlens_rotation(
                vectors: result.mutableAddress(), rows: Int64(result.shape[0]), prefix: Int64(prefix),
                head_count: Int64(headCount), head_dimension: Int64(dimension), cosines: cosines.address,
                sines: sines.address, pairing: pairing.raw)
            patchlens_rotate(&rotation, Int32(result.workspace.threads))
        }
        return result
    }
}
