import AttentionMaps
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Against matrices whose eigenvalues are known.
@Suite("Lanczos's iteration")
struct LanczosTests {
    /// 2 on the diagonal and −1 beside it: λ_k = 2 − 2 cos(kπ / (n + 1)), v_k = sin(ikπ / (n + 1)).
    private static func secondDifference(_ x: [Double]) -> [Double] {
        x.indices.map { 2 * x[$0] - ($0 > 0 ? x[$0 - 1] : 0) - ($0 < x.count - 1 ? x[$0 + 1] : 0) }
    }

    private static func vector(_ k: Int, of count: Int) -> [Double] {
        let sines = (1...count).map { sin(Double($0 * k) * Double.pi / Double(count + 1)) }
        let length = sines.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return sines.map { $0 / length }
    }

    private static func cosine(_ a: [Double], _ b: [Double]) -> Double { abs(zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }) }

    @Test(arguments: [1, 2, 3, 10, 57, 200])
    func findsTheLargestOfTheSecondDifference(count: Int) throws {
        let found = try LanczosSolver(dimension: count).largest(3, multiply: Self.secondDifference)
        #expect(found.count == min(3, count))
        for (place, pair) in found.enumerated() {
            let k = count - place
            #expect(abs(pair.value - (2 - 2 * cos(Double(k) * Double.pi / Double(count + 1)))) <= 1e-12)
            #expect(Self.cosine(pair.vector, Self.vector(k, of: count)) >= 1 - 1e-12)
        }
    }

    /// As TokenCut does: the largest is known.
    @Test func keepsOffWhatIsExcluded() throws {
        let known = Self.vector(40, of: 40)
        let found = try LanczosSolver(dimension: 40, excluded: [known]).largest(1, multiply: Self.secondDifference)
        #expect(abs(Self.cosine(found[0].vector, Self.vector(39, of: 40)) - 1) <= 1e-12)
        #expect(Self.cosine(found[0].vector, known) <= 1e-12)
    }

    /// Begun with an eigenvector, the iteration is at its end at once, and begins again.
    @Test func isNotHeldByItsStart() throws {
        let solver = LanczosSolver(dimension: 60, start: Self.vector(3, of: 60))
        let found = try solver.largest(2, multiply: Self.secondDifference)
        #expect(Self.cosine(found[0].vector, Self.vector(60, of: 60)) >= 1 - 1e-10)
        #expect(Self.cosine(found[1].vector, Self.vector(59, of: 60)) >= 1 - 1e-10)
    }

    /// Eigenvalues several times over, which one start cannot tell from one.
    @Test func findsEqualEigenvaluesMoreThanOnce() throws {
        let diagonal = (0..<90).map { $0 < 3 ? 5.0 : 1 / Double($0) }
        let found = try LanczosSolver(dimension: 90).largest(3) { x in zip(x, diagonal).map { $0 * $1 } }
        #expect(found.map { ($0.value * 1e9).rounded() / 1e9 } == [5, 5, 5])
        #expect(Self.cosine(found[0].vector, found[1].vector) <= 1e-12)
    }

    /// A matrix of a few dimensions among many, as the covariance of a few tokens is; and of none.
    @Test func endsWhereNothingIsLeft() throws {
        var products = 0
        let found = try LanczosSolver(dimension: 500).largest(3) { x in
            products += 1
            return x.indices.map { $0 == 7 ? 4 * x[7] : $0 == 11 ? 9 * x[11] : 0 }
        }
        #expect(found.map { ($0.value * 1e9).rounded() / 1e9 } == [9, 4, 0])
        #expect(products < 12)
        let zero = try LanczosSolver(dimension: 500).largest(2) { x in x.map { _ in 0 } }
        #expect(zero.map(\.value) == [0, 0])
    }

    /// Too few products are an error, not an answer that is nearly right.
    @Test func saysWhenItHasNotConverged() {
        #expect(throws: LanczosSolver.NotConverged.self) {
            try LanczosSolver(dimension: 400, mostProducts: 8).largest(2, multiply: Self.secondDifference)
        }
    }
}
