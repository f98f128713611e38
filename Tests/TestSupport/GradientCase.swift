import Foundation
package import ImageDecoding
package import Tensors
package import VisionTransformers

/// A family's case on one grid, with the gradient of one target by PyTorch (Tools/golden/make-gradient-golden.py).
package struct GradientCase: Sendable, CustomStringConvertible {
    /// What is derived.
    package enum Target: String, Sendable, CaseIterable {
        case classNumber = "class"
        case text, feature
    }

    /// The checkpoint.
    package let family: FamilyCase
    /// Rows and columns of patches.
    package let grid: [Int]
    /// What is derived.
    package let target: Target

    /// The class that is derived, and what a text's cosine is multiplied by.
    package static let (classNumber, scale) = (3, Float(20))

    /// Every family, grid and target there is.
    package static let all: [GradientCase] = FamilyCase.all.flatMap { family -> [GradientCase] in
        guard let names = try? GoldenFile(path: path(of: family)).names else { return [] }
        return names.filter { $0.hasSuffix(".y") }.compactMap { name in
            let parts = name.split(separator: ".")
            let grid = parts[0].split(separator: "x").compactMap { Int($0) }
            return Target(rawValue: String(parts[1])).map { GradientCase(family: family, grid: grid, target: $0) }
        }
    }

    private static func path(of family: FamilyCase) -> String {
        "\(folder)/\(family.facts.name).safetensors"
    }

    /// `PATCHLENS_GRADIENT_GOLDEN` where it is set, beside the cases' own variable: those of another seed.
    private static let folder =
        ProcessInfo.processInfo.environment["PATCHLENS_GRADIENT_GOLDEN"] ?? ProjectPaths.golden + "/gradients"

    /// For test reports.
    package var description: String { "\(family) \(grid[0])x\(grid[1]) \(target.rawValue)" }

    /// The model, with what a backward pass needs.
    package func load() throws -> VisionTransformer { try family.load(isDifferentiable: true) }

    /// The golden pixel values.
    package func patches(in workspace: Workspace = Workspace()) throws -> Patches {
        try family.patches(grid, in: workspace)
    }

    /// A golden value; nil if this case has none of the name.
    package func golden(_ name: String) throws -> (values: [Float], shape: [Int])? {
        let file = try GoldenFile(path: Self.path(of: family))
        let full = "\(grid[0])x\(grid[1]).\(target.rawValue).\(name)"
        guard file.names.contains(full) else { return nil }
        return (try file.floats(full), try file.shape(full))
    }

    /// The attention of every layer, (layers, heads, N, N).
    package func attention() throws -> [Float] { try family.golden().floats("\(grid[0])x\(grid[1]).attention") }

    /// What is derived, as the model takes it.
    package func output() throws -> OutputTarget {
        switch target {
        case .classNumber: return .logit(Self.classNumber)
        case .feature: return .feature
        case .text:
            let text = try GoldenFile(path: Self.path(of: family)).floats("text")
            return .text(TextDirection(feature: Tensor(text, shape: [1, text.count]), scale: Self.scale))
        }
    }
}

/// The largest difference of two sequences over the largest magnitude of the second; infinity where they differ in
/// length or hold what is no number.
package func relativeError(_ found: [Float], _ expected: [Float]) -> Float {
    guard found.count == expected.count else { return .infinity }
    let magnitude = expected.reduce(0) { max($0, abs($1)) }
    let difference = largestDifference(found, expected)
    // Zeros have to be found as zeros.
    return magnitude > 0 ? difference / magnitude : difference
}
