import Tensors
import VisionTransformers

/// Where the smallest values of a layer's fused attention end: the exact k-th smallest of its N×N values, found without
/// an array of them.
///
/// Attention is computed a second and a third time, a tile of rows at a time: values are counted by the upper half of
/// their bits, and those that share the half in which the k-th lies by the lower. 64 Ki counters are all that is kept.
struct DiscardThreshold {
    /// What is below is discarded.
    let value: Float
    /// Of what equals it, so many are discarded too, the first in the order of rows and keys. (PyTorch's `topk` leaves
    /// open which.)
    let ties: Int

    /// Nothing is discarded.
    static let none = DiscardThreshold(value: 0, ties: 0)

    private init(value: Float, ties: Int) {
        self.value = value
        self.ties = ties
    }

    /// - Parameters:
    ///   - ratio: ⌊ratio · N²⌋ values are discarded.
    ///   - tiles: hands every tile of the fused attention to its argument; what it throws is thrown.
    init<Failure: Error>(
        ratio: Double, tokenCount: Int, tiles: ((Tensor) -> Void) throws(Failure) -> Void
    ) throws(Failure) {
        let count = Int(Double(tokenCount * tokenCount) * ratio)
        guard count > 0 else {
            self = .none
            return
        }
        var upper = ValueCounts()
        try tiles { upper.add($0) }
        let (high, below) = upper.half(at: count)
        var lower = ValueCounts(ofUpperHalf: high)
        try tiles { lower.add($0) }
        let (low, belowInHalf) = lower.half(at: count - below)
        value = Float(bitPattern: UInt32(high) << 16 | UInt32(low))
        ties = count - below - belowInHalf
    }
}
