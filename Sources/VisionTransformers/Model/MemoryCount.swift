import Checkpoints
package import ImageDecoding

/// What the buffers of an encoding take, in bytes, by the grid alone: known before any of them is there.
///
/// The numbers of matrices were read off the code and are bounds, not means: `MemoryNeedTests` holds what is made of
/// them against the most memory that a process of its own has had.
extension VisionTransformer {
    /// One number for each channel of each token: what every layer takes and gives. (N, D)
    package func tokenBytes(over grid: PatchGrid) -> Int {
        (prefixTokenCount + grid.count) * configuration.hiddenSize * Self.number
    }

    /// A forward pass that keeps nothing: the patches' values; tokens, Q, K, V, the weighted sums, and what the layer
    /// gives; of the feed-forward's hidden values a tile.
    package func forwardBytes(over grid: PatchGrid) -> Int {
        let patch = 3 * grid.patchSize * grid.patchSize * Self.number
        return grid.count * patch + 8 * tokenBytes(over: grid)
    }

    /// Beside it: Q and K of so many layers, and the logarithms of what the softmax divided by.
    package func projectionBytes(over grid: PatchGrid, layers: Int) -> Int {
        layers * (2 * tokenBytes(over: grid) + rowBytes(over: grid))
    }

    /// Beside it: what the way back through so many layers takes. Four matrices a layer, the last of them (heads, N),
    /// and what one layer's way back takes more than the forward pass, in whose place it is; of the hidden values a
    /// tile.
    package func gradientBytes(over grid: PatchGrid, layers: Int) -> Int {
        layers * (3 * tokenBytes(over: grid) + rowBytes(over: grid)) + 2 * tokenBytes(over: grid)
    }

    /// One row of the attention of every head.
    package func rowBytes(over grid: PatchGrid) -> Int {
        (prefixTokenCount + grid.count) * headCount * Self.number
    }

    private static let number = MemoryLayout<Float>.size
}
