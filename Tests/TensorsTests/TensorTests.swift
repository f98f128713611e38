import Tensors
import TestSupport
import Testing

@Suite("Tensors are values")
struct TensorTests {
    @Test func writingToACopyLeavesTheOriginal() {
        let original = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
        var copy = original
        copy.withMutableSpan { $0[4] = 50 }
        #expect(original.elements == [1, 2, 3, 4, 5, 6])
        #expect(copy[1, 1] == 50)
    }

    @Test func aReshapedTensorSharesNothingThatIsWritten() {
        var tensor = Tensor([1, 2, 3, 4], shape: [4])
        let matrix = tensor.reshaped(to: [2, 2])
        tensor.withMutableSpan { $0[0] = 9 }
        #expect(matrix[0, 0] == 1)
        #expect(matrix.shape.description == "(2, 2)")
    }

    @Test func rowsAreTakenInTheirOrder() {
        let tensor = Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2])
        #expect(tensor.rows([2, 0]).elements == [5, 6, 1, 2])
    }

    @Test func rowsOfEveryMatrix() {
        let tensor = Tensor([1, 2, 3, 4, 5, 6, 7, 8], shape: [2, 2, 2])
        let result = tensor.rows([1])
        #expect(result.shape == [2, 1, 2] && result.elements == [3, 4, 7, 8])
    }

    /// Heads normalised each by itself: a change of shape and a norm, in one place from beginning to end.
    @Test func headsAreNormalisedInPlace() {
        func address(_ tensor: Tensor) -> UInt { tensor.withUnsafeElements { UInt(bitPattern: $0) } }
        let norm = LayerNorm(weight: Tensor([1, 1], shape: [2]), bias: Tensor([0, 5], shape: [2]), epsilon: 0)
        let tokens = Tensor([1, 3, 9, 5], shape: [1, 4])
        let place = address(tokens)
        let result = norm((consume tokens).reshaped(to: [2, 2])).reshaped(to: [1, 4])
        #expect(result.elements == [-1, 6, 1, 4] && result.shape == [1, 4])
        #expect(address(result) == place)
    }

    @Test func aNormLeavesWhatOthersHold() {
        let norm = LayerNorm(weight: Tensor([1, 1], shape: [2]), bias: Tensor([0, 5], shape: [2]), epsilon: 0)
        let tokens = Tensor([1, 3], shape: [1, 2])
        #expect(norm(tokens).elements == [-1, 6])
        #expect(tokens.elements == [1, 3])
    }

    @Test func aSumBelowAPrefix() {
        let result = Tensor.concatenating(
            Tensor([7, 8], shape: [1, 2]), sumOf: Tensor([1, 2, 3, 4], shape: [2, 2]),
            and: Tensor([10, 20, 30, 40], shape: [2, 2]))
        #expect(result.elements == [7, 8, 11, 22, 33, 44])
        #expect(result.shape == [3, 2])
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func oneBrokenElementIsFound(value: Float) {
        var tensor = Tensor(zeros: [101])
        #expect(tensor.isFinite)
        tensor.withMutableSpan { $0[77] = value }
        #expect(!tensor.isFinite)
    }

    @Test func eachHeadIsOfUnitLength() {
        let tensor = Tensor([3, 4, 0, 0, 5, 12], shape: [1, 6]).normalizedPerHead(headCount: 3)
        #expect(largestDifference(tensor.elements, [0.6, 0.8, 0, 0, 5.0 / 13, 12.0 / 13]) < 1e-7)
    }

    /// A forward pass must not ask the system for memory again and again.
    @Test func aWorkspaceHandsOutWhatWasGivenBack() {
        let workspace = Workspace()
        func address() -> UInt {
            Tensor(zeros: [1000], in: workspace).withUnsafeElements { UInt(bitPattern: $0) }
        }
        let first = address()
        #expect(address() == first)
        workspace.trim()
        #expect(Tensor(zeros: [10], in: workspace).elements == [Float](repeating: 0, count: 10))
    }

    @Test func resultsLiveInTheWorkspaceOfTheirOperand() throws {
        let workspace = Workspace(threads: 2)
        let linear = try Linear(weight: Tensor([1, 2], shape: [2, 1]), bias: nil)
        let result = linear(Tensor([3], shape: [1, 1], in: workspace))
        #expect(result.elements == [3, 6])
        #expect(result.workspace === workspace)
    }

    @Test func aResidualSharedWithOthersIsNotOverwritten() throws {
        let linear = try Linear(weight: Tensor([1, 0, 0, 1], shape: [2, 2]), bias: Tensor([1, 1], shape: [2]))
        let tokens = Tensor([10, 20], shape: [1, 2])
        #expect(linear(tokens, addedTo: tokens).elements == [21, 41])
        #expect(tokens.elements == [10, 20])
    }
}
