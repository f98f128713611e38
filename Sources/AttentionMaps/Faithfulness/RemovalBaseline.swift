public import ImageDecoding
import Tensors
import VisionTransformers

/// What a patch that was taken away looks like.
///
/// The names are those of the command's `--deletion-baseline` and `--insertion-baseline`.
public enum RemovalBaseline: String, Sendable, CaseIterable {
    /// The mean colour of the picture. RISE (Petsiuk, Das and Saenko 2018) deletes to the mean of its training set; a
    /// picture's own mean leaves less of a change that no picture would have.
    case mean
    /// The picture blurred, from which RISE's insertion starts, so that revealed patches have no sharp edges to stand
    /// out by: a Gaussian of σ = 5 pixels of 224, cut off after as many on each side (its 11×11 kernel). At the
    /// picture's edge the weights that are left are made to sum to 1, where RISE pads with zeros.
    case blur

    /// What every patch of a picture becomes. (patches, 3 · P · P)
    public func patches(of original: Patches) -> Patches {
        switch self {
        case .mean: Self.mean(of: original)
        case .blur: Self.blurred(original)
        }
    }

    /// Each channel's mean over all pixels, summed in double.
    private static func mean(of original: Patches) -> Patches {
        let area = original.geometry.grid.patchSize * original.geometry.grid.patchSize
        var sums = [Double](repeating: 0, count: original.values.count / original.geometry.grid.count / area)
        let span = original.values.span
        for index in 0..<span.count { sums[index / area % sums.count] += Double(span[index]) }
        let means = sums.map { Float($0 / Double(original.geometry.grid.count * area)) }
        let values = Tensor(original.values.shape, in: original.values.workspace) { output in
            for index in output.indices { output[index] = means[index / area % means.count] }
        }
        return Patches(geometry: original.geometry, values: values)
    }

    private static func blurred(_ original: Patches) -> Patches {
        let grid = original.geometry.grid
        let reach = max(1, Int((5 * Double(min(grid.size.height, grid.size.width)) / 224).rounded()))
        let kernel = (0...reach).map { offset in
            let distance = Double(offset) / Double(reach)
            return Float(ElementaryFunction.exponential(-distance * distance / 2))
        }
        let pixels = PixelPlaces(grid)
        let once = Self.blurred(original.values, along: .columns, by: kernel, pixels)
        return Patches(
            geometry: original.geometry, values: Self.blurred(once, along: .rows, by: kernel, pixels))
    }

    private enum Axis {
        case rows, columns
    }

    /// One of the two passes of a separable blur; `kernel` from its middle outward.
    private static func blurred(
        _ values: Tensor, along axis: Axis, by kernel: [Float], _ pixels: PixelPlaces
    ) -> Tensor {
        Tensor(values.shape, in: values.workspace) { output in
            let input = values.span
            for channel in 0..<pixels.channels {
                for y in 0..<pixels.height {
                    for x in 0..<pixels.width {
                        var (sum, weights): (Float, Float) = (0, 0)
                        for offset in 1 - kernel.count..<kernel.count {
                            let (row, column) = axis == .rows ? (y + offset, x) : (y, x + offset)
                            guard pixels.contains(row, column) else { continue }
                            let weight = kernel[abs(offset)]
                            sum += weight * input[pixels.index(channel, row, column)]
                            weights += weight
                        }
                        output[pixels.index(channel, y, x)] = sum / weights
                    }
                }
            }
        }
    }
}

/// Where the pixels of a picture are among the values of its patches.
private struct PixelPlaces {
    let channels = 3
    let height: Int
    let width: Int
    private let side: Int
    private let columns: Int

    init(_ grid: PatchGrid) {
        (height, width) = (grid.size.height, grid.size.width)
        (side, columns) = (grid.patchSize, grid.columns)
    }

    func contains(_ y: Int, _ x: Int) -> Bool { y >= 0 && x >= 0 && y < height && x < width }

    func index(_ channel: Int, _ y: Int, _ x: Int) -> Int {
        let patch = y / side * columns + x / side
        return ((patch * channels + channel) * side + y % side) * side + x % side
    }
}
