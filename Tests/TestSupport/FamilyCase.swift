import Checkpoints
import Foundation
package import ImageDecoding
package import Tensors
package import VisionTransformers

/// A small random checkpoint and what its own library computes with it (Tools/golden/make-family-golden.py).
package struct FamilyCase: Sendable, CustomStringConvertible {
    /// `case.json`, as far as tests need it.
    package struct Facts: Decodable, Sendable {
        /// The folder's name.
        package let name: String
        /// Rows and columns that the golden values are for.
        package let grids: [[Int]]
        /// What there is for each grid: tokens, attention, pooled, …
        package let quantities: [String]
        /// The grid that positions were learned on.
        package let nativeGrid: [Int]
        /// Pixels of a patch's side.
        package let patch: Int
        /// Encoder blocks.
        package let layers: Int
        /// Tokens in front of the patches.
        package let prefixTokens: Int

        enum CodingKeys: String, CodingKey {
            case name, grids, quantities, patch, layers
            case nativeGrid = "native_grid"
            case prefixTokens = "prefix_tokens"
        }
    }

    /// `case.json`.
    package let facts: Facts
    /// The checkpoint's folder.
    package let directory: String

    /// The cases' folder: `PATCHLENS_FAMILY_GOLDEN` where it is set, so that new ones can be made and tried.
    package static let folder =
        ProcessInfo.processInfo.environment["PATCHLENS_FAMILY_GOLDEN"] ?? ProjectPaths.golden + "/families"

    /// Every case, by name.
    package static let all: [FamilyCase] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().compactMap { name in
            let directory = "\(folder)/\(name)"
            guard let data = FileManager.default.contents(atPath: directory + "/case.json"),
                let facts = try? JSONDecoder().decode(Facts.self, from: data)
            else { return nil }
            return FamilyCase(facts: facts, directory: directory)
        }
    }()

    /// Its name, which test reports show.
    package var description: String { facts.name }

    /// The model.
    package func load(
        precision: Precision = .float32, isDifferentiable: Bool = false
    ) throws -> VisionTransformer {
        try VisionTransformer(
            checkpoint: Checkpoint(directory: directory), precision: precision, isDifferentiable: isDifferentiable)
    }

    /// The library's values.
    package func golden() throws -> GoldenFile { try GoldenFile(path: directory + ".safetensors") }

    /// The golden pixel values of a grid, cut into patches.
    package func patches(_ grid: [Int], in workspace: Workspace = Workspace()) throws -> Patches {
        let pixels = try golden().floats("\(grid[0])x\(grid[1]).pixels")
        return Patches(pixels: pixels, rows: grid[0], columns: grid[1], patchSize: facts.patch, in: workspace)
    }
}

extension Patches {
    /// Cut from pixel values that are normalised already, (3, height, width).
    package init(
        pixels: [Float], rows: Int, columns: Int, patchSize side: Int, in workspace: Workspace = Workspace()
    ) {
        let grid = PatchGrid(rows: rows, columns: columns, patchSize: side)
        var values: [Float] = []
        for row in 0..<rows {
            for column in 0..<columns {
                for channel in 0..<3 {
                    for y in 0..<side {
                        let start = (channel * grid.size.height + row * side + y) * grid.size.width + column * side
                        values += pixels[start..<(start + side)]
                    }
                }
            }
        }
        self.init(
            geometry: PatchGeometry(original: grid.size, resized: grid.size, grid: grid),
            values: Tensor(values, shape: [grid.count, 3 * side * side], in: workspace))
    }
}
