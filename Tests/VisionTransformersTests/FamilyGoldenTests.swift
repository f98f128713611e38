import Foundation
import ImageDecoding
import Tensors
import TestSupport
import Testing
import VisionTransformers

/// The largest difference over the largest magnitude stays below 1e-4 on every grid; it is mostly some 1e-6.
@Suite("Every family and naming agrees with its own library")
struct FamilyGoldenTests {
    private static let bound: Float = 1e-4

    @Test(arguments: FamilyCase.all)
    func everyQuantityOfEveryGrid(family: FamilyCase) throws {
        let (model, golden) = (try family.load(), try family.golden())
        var comparison = Comparison(family: family.facts.name)
        for grid in grids(of: family) {
            let patches = try family.patches(grid)
            let name = "\(grid[0])x\(grid[1])"
            for quantity in family.facts.quantities {
                guard let found = try value(of: quantity, model, patches) else { continue }
                comparison.add(quantity, found, try golden.floats("\(name).\(quantity)"))
            }
        }
        try comparison.report()
        for (quantity, difference) in comparison.differences {
            #expect(difference <= Self.bound, "\(quantity) of \(family.facts.name)")
        }
        #expect(comparison.differences.count >= 3)
    }

    /// A table of relative position bias is resized by transformers' recipe; timm has another, which only the native
    /// grid is free of.
    private func grids(of family: FamilyCase) -> [[Int]] {
        let isTimmBias = family.facts.name.hasPrefix("beit-timm")
        return isTimmBias ? [family.facts.nativeGrid] : family.facts.grids
    }

    /// Nil for quantities that no library computes alone, and ours are checked by others.
    private func value(of quantity: String, _ model: VisionTransformer, _ patches: Patches) throws -> [Float]? {
        switch quantity {
        case "attention":
            return try model.encode(patches, recording: .attention(from: .everyToken, in: .all))
                .attention.layers.flatMap(\.probabilities.elements)
        case "probe_attention":
            return try model.encode(patches, recording: .attention()).attention.layers.flatMap(\.probabilities.elements)
        default: break
        }
        let tokens = try #require(try model.encode(patches).tokens)
        switch quantity {
        case "tokens": return tokens.elements
        case "pooled": return model.pooled(tokens).elements
        case "logits": return try #require(model.logits(tokens)).elements
        case "projected": return try #require(model.imageFeatures(tokens)).elements
        default: return nil
        }
    }
}

/// The largest relative difference of each quantity, and a file of them for Tools/golden/check-families.sh.
private struct Comparison {
    let family: String
    private(set) var differences: [String: Float] = [:]

    init(family: String) { self.family = family }

    mutating func add(_ quantity: String, _ found: [Float], _ expected: [Float]) {
        guard found.count == expected.count else {
            differences[quantity] = .infinity
            return
        }
        let magnitude = expected.reduce(0) { max($0, abs($1)) }
        let difference = largestDifference(found, expected) / max(magnitude, .leastNormalMagnitude)
        differences[quantity] = max(differences[quantity] ?? 0, difference)
    }

    func report() throws {
        guard let path = ProcessInfo.processInfo.environment["PATCHLENS_FAMILY_REPORT"] else { return }
        let lines = differences.sorted { $0.key < $1.key }.map { "\(family)\t\($0.key)\t\($0.value)\n" }
        // Appending is one step for the system: tests run side by side.
        let file = try #require(fopen(path, "a"))
        fputs(lines.joined(), file)
        fclose(file)
    }
}
