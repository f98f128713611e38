import Checkpoints
public import ImageDecoding
public import Tensors
public import VisionTransformers

/// A random DINOv2 of three layers and three heads, and what transformers computes with it
/// (Tools/golden/make-small-dinov2.py).
public enum SmallModel {
    /// Where its checkpoint is.
    public static let directory = ProjectPaths.golden + "/small-dinov2"

    /// The model.
    public static func load(isDifferentiable: Bool = false) throws -> VisionTransformer {
        try VisionTransformer(checkpoint: Checkpoint(directory: directory), isDifferentiable: isDifferentiable)
    }

    /// What transformers computed.
    package static func golden() throws -> GoldenFile { try GoldenFile(named: "small-dinov2") }

    /// Rows and columns of the golden file's grids; the positions were learned on 5×5.
    public static let grids = [[5, 5], [3, 7], [8, 2], [1, 1], [6, 6]]

    /// The grid's name in the golden file.
    public static func name(of grid: [Int]) -> String { "\(grid[0])x\(grid[1])" }

    /// The golden pixel values of a grid, cut into patches of 4×4.
    public static func patches(_ grid: [Int], in workspace: Workspace = Workspace()) throws -> Patches {
        let pixels = try golden().floats("\(name(of: grid)).pixels")
        return Patches(pixels: pixels, rows: grid[0], columns: grid[1], patchSize: 4, in: workspace)
    }
}
