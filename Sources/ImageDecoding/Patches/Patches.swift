public import Tensors

/// A picture as the model takes it: one row of normalised values for each patch.
public struct Patches: Sendable {
    /// Where the patches lie on the original.
    public let geometry: PatchGeometry
    /// (rows · columns, 3 · P · P): patches row by row; in each its channels, in each of these rows of pixels.
    ///
    /// This is the order of a patch embedding's convolution weight, so that embedding is one matrix product.
    public let values: Tensor

    /// Patches that were made elsewhere: as many rows as the grid has patches.
    public init(geometry: PatchGeometry, values: Tensor) {
        let length = Picture.channels * geometry.grid.patchSize * geometry.grid.patchSize
        precondition(
            values.shape == [geometry.grid.count, length],
            "\(values.shape) is not \(geometry.grid.count) patches of \(length) values")
        self.geometry = geometry
        self.values = values
    }

    /// Cuts a picture of exactly the grid's size; `levels` has 256 values for each channel.
    init(of picture: Picture, geometry: PatchGeometry, levels: [Float], in workspace: Workspace) {
        let grid = geometry.grid
        precondition(picture.size == grid.size, "a picture of \(picture.size) does not fill a grid of \(grid.size)")
        let length = Picture.channels * grid.patchSize * grid.patchSize
        let values = Tensor([grid.count, length], in: workspace) { values in
            values.withUnsafeMutableBufferPointer { target in
                picture.pixels.withUnsafeBufferPointer { pixels in
                    levels.withUnsafeBufferPointer { Self.cut(pixels, into: target, along: grid, levels: $0) }
                }
            }
        }
        self.init(geometry: geometry, values: values)
    }

    /// Reads the picture once, in order; every patch's channels are written as three streams.
    private static func cut(
        _ pixels: UnsafeBufferPointer<UInt8>, into values: UnsafeMutableBufferPointer<Float>, along grid: PatchGrid,
        levels: UnsafeBufferPointer<Float>
    ) {
        let side = grid.patchSize
        let area = side * side
        var pixel = 0
        for y in 0..<grid.rows * side {
            let (row, line) = y.quotientAndRemainder(dividingBy: side)
            for column in 0..<grid.columns {
                let first = (row * grid.columns + column) * Picture.channels * area + line * side
                for value in first..<first + side {
                    values[value] = levels[Int(pixels[pixel])]
                    values[value + area] = levels[256 + Int(pixels[pixel + 1])]
                    values[value + 2 * area] = levels[512 + Int(pixels[pixel + 2])]
                    pixel += Picture.channels
                }
            }
        }
    }
}
