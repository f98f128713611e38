import CKernels
import Tensors
import TestSupport
import Testing

@Suite("Rotary position embedding")
struct RotaryEmbeddingTests {
    private func rotate(
        _ vectors: Tensor, heads: Int, prefix: Int, cosines: Tensor, sines: Tensor, pairing: patchlens_rotary_pairing,
        _ kernel: (UnsafePointer<patchlens_rotation>) -> Void
    ) -> [Float] {
        var result = vectors
        let (rows, dimension) = (Int64(vectors.shape[0]), Int64(vectors.shape[1] / heads))
        cosines.withUnsafeElements { cosines in
            sines.withUnsafeElements { sines in
                result.withUnsafeMutableElements { vectors in
                    var rotation = patchlens_rotation(
                        vectors: vectors, rows: rows, prefix: Int64(prefix), head_count: Int64(heads),
                        head_dimension: dimension, cosines: cosines, sines: sines, pairing: pairing)
                    kernel(&rotation)
                }
            }
        }
        return result.elements
    }

    private func tensor(_ shape: Shape, seed: UInt64) -> Tensor {
        var generator = SeededGenerator(seed: seed)
        return Tensor(generator.floats(shape.count), shape: shape)
    }

    /// rotate_half(x) of transformers is (−x[d/2…], x[…d/2]); rot(x) of timm is (−x[1], x[0], −x[3], x[2], …).
    @Test func quarterTurns() {
        let (x, cosines) = (Tensor([9, 9, 9, 9, 1, 2, 3, 4], shape: [2, 4]), Tensor([0, 0, 0, 0], shape: [1, 4]))
        let sines = Tensor([1, 1, 1, 1], shape: [1, 4])
        let halves = x.rotated(headCount: 1, skipping: 1, cosines: cosines, sines: sines, pairing: .halves)
        #expect(halves.elements == [9, 9, 9, 9, -3, -4, 1, 2])
        let pairs = x.rotated(headCount: 1, skipping: 1, cosines: cosines, sines: sines, pairing: .interleaved)
        #expect(pairs.elements == [9, 9, 9, 9, -2, 1, -4, 3])
    }

    @Test(
        arguments: 0..<patchlens_instruction_set_count(),
        [patchlens_rotate_halves, patchlens_rotate_interleaved])
    func agrees(set: Int32, pairing: patchlens_rotary_pairing) {
        for (dimension, heads) in [(2, 1), (6, 2), (16, 3), (18, 1), (32, 2), (64, 2), (72, 1), (80, 2), (88, 1)] {
            let (rows, prefix) = (11, 5)
            let x = tensor([rows, heads * dimension], seed: UInt64(dimension))
            let (cosines, sines) = (tensor([6, dimension], seed: 7), tensor([6, dimension], seed: 8))
            func result(_ kernel: (UnsafePointer<patchlens_rotation>) -> Void) -> [Float] {
                rotate(x, heads: heads, prefix: prefix, cosines: cosines, sines: sines, pairing: pairing, kernel)
            }
            let fast = result { patchlens_rotate_on(set, $0) }
            #expect(largestDifference(fast, result { patchlens_rotate_plain($0) }) <= 2e-7)
            #expect(fast[..<(prefix * heads * dimension)] == x.elements[..<(prefix * heads * dimension)])
        }
    }

    @Test(arguments: [2, 3, 8], RotaryPairing.allCases)
    func threadsChangeNothing(threads: Int, pairing: RotaryPairing) {
        let x = tensor([203, 48], seed: 3)
        let (cosines, sines) = (tensor([200, 24], seed: 4), tensor([200, 24], seed: 5))
        func rotated(threads: Int) -> [Float] {
            Tensor(x.elements, shape: x.shape, in: Workspace(threads: threads))
                .rotated(headCount: 2, skipping: 3, cosines: cosines, sines: sines, pairing: pairing).elements
        }
        #expect(rotated(threads: threads) == rotated(threads: 1))
    }

    @Test func happensInPlaceWhereNobodyElseLooks() {
        func address(_ tensor: Tensor) -> UInt { tensor.withUnsafeElements { UInt(bitPattern: $0) } }
        let (cosines, sines) = (tensor([4, 8], seed: 1), tensor([4, 8], seed: 2))
        let x = tensor([4, 8], seed: 3)
        let before = x.elements
        let copy = x.rotated(headCount: 1, skipping: 0, cosines: cosines, sines: sines, pairing: .halves)
        #expect(x.elements == before && address(copy) != address(x))
        let place = address(copy)
        let again = (consume copy).rotated(headCount: 1, skipping: 0, cosines: cosines, sines: sines, pairing: .halves)
        #expect(address(again) == place)
    }
}
