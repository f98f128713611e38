import CKernels
import Tensors
import TestSupport
import Testing

@Suite("Sums over the vectors with a product above a threshold")
struct VectorAffinityTests {
    /// Counts and channels around the blocks' and tiles' sizes.
    static let sizes = [[1, 24], [5, 3], [97, 33], [512, 16], [600, 64], [1100, 48]]

    /// Small whole numbers, whose products are exact in any order.
    static func vectors(_ size: [Int]) -> Tensor {
        var generator = SeededGenerator(seed: UInt64(size[0]))
        return Tensor(generator.floats(size[0] * size[1]).map { ($0 * 3).rounded() }, shape: [size[0], size[1]])
    }

    static func weights(_ count: Int) -> [Double] { Numbers.doubles(count) }

    @Test(arguments: sizes, [0, 0.5, 7] as [Float])
    func agreeWithThePlainKernel(size: [Int], threshold: Float) {
        let (vectors, weights) = (Self.vectors(size), Self.weights(size[0]))
        var expected = [Double](repeating: 0, count: size[0])
        patchlens_affinity_sums_plain(
            vectors.elements, Int64(size[0]), Int64(size[1]), threshold, weights, &expected)
        let sums = VectorAffinity(vectors).sums(of: weights, above: threshold)
        #expect(zip(sums, expected).allSatisfy { abs($0 - $1) <= 1e-12 * Double(size[0]) })
    }

    @Test(arguments: [2, 3, 8])
    func doNotDependOnThreads(threads: Int) {
        var generator = SeededGenerator(seed: 4)
        let elements = generator.floats(700 * 40)
        let weights = Self.weights(700)
        let sums = [1, threads].map { threads in
            let vectors = Tensor(elements, shape: [700, 40], in: Workspace(threads: threads))
            return VectorAffinity(vectors).sums(of: weights, above: 0.1)
        }
        #expect(sums[0] == sums[1])
    }

    /// Of vectors at random, whose products are rounded: p joins q where q joins p.
    @Test func makeASymmetricGraph() {
        var generator = SeededGenerator(seed: 9)
        let vectors = Tensor(generator.floats(530 * 37), shape: [530, 37])
        let affinity = VectorAffinity(vectors)
        // The products themselves are not to be had: a threshold amid them shows which are above.
        let rows = stride(from: 0, to: 530, by: 7).map { patch in
            affinity.sums(of: (0..<530).map { $0 == patch ? 1 : 0 }, above: 0.3)
        }
        for (index, row) in rows.enumerated() {
            for (other, column) in rows.enumerated() { #expect(row[other * 7] == column[index * 7]) }
        }
    }
}

/// Doubles of no pattern.
enum Numbers {
    static func doubles(_ count: Int) -> [Double] {
        var generator = SeededGenerator(seed: UInt64(count))
        return generator.floats(count).map(Double.init)
    }
}

@Suite("Scatter of rows about their mean")
struct ScatterTests {
    @Test(arguments: [[1, 5], [3, 1], [64, 8], [65, 17], [130, 40], [10, 96]], [1, 2, 5])
    func agreesWithThePlainKernel(size: [Int], threads: Int) {
        var generator = SeededGenerator(seed: UInt64(size[1]))
        // Far from zero, where a careless sum would lose digits.
        let elements = generator.floats(size[0] * size[1]).map { $0 + 30 }
        let rows = Tensor(elements, shape: [size[0], size[1]], in: Workspace(threads: threads))
        let mean = rows.meanOfRows()
        var expected = [Double](repeating: 0, count: size[1] * size[1])
        patchlens_add_scatter_plain(elements, Int64(size[0]), Int64(size[1]), mean, &expected)
        let scatter = rows.scatter(about: mean)
        for row in 0..<size[1] {
            for column in row..<size[1] {
                let place = row * size[1] + column
                #expect(abs(scatter[place] - expected[place]) <= 1e-10)
                #expect(scatter[column * size[1] + row] == scatter[place])
            }
        }
    }
}
