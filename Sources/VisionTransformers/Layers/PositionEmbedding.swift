import Checkpoints
public import Tensors

/// A learned embedding of each position of a grid, interpolated for grids of another size.
///
/// The embeddings were learned on one square grid. For any other grid they are resized as a picture of D channels
/// would be, by the recipe of the checkpoint's own library: `PositionInterpolation`.
public struct PositionEmbedding: Sendable {
    /// (rows·columns of the learned grid, D)
    private let learned: Tensor
    private let learnedRows: Int
    private let learnedColumns: Int
    /// Can be changed, for a checkpoint that another library is to agree with.
    var interpolation: PositionInterpolation {
        didSet { cache = GridCache() }
    }
    private var cache = GridCache<Tensor>()

    init(learned: Tensor, rows: Int, columns: Int, interpolation: PositionInterpolation) {
        precondition(learned.shape[0] == rows * columns, "\(learned.shape) is not a grid of \(rows)×\(columns)")
        self.learned = learned
        learnedRows = rows
        learnedColumns = columns
        self.interpolation = interpolation
    }

    /// → (rows·columns, D)
    public func callAsFunction(rows: Int, columns: Int) -> Tensor {
        if rows == learnedRows && columns == learnedColumns { return learned }
        return cache.value(rows: rows, columns: columns) { interpolated(rows: rows, columns: columns) }
    }

    /// Columns first, then rows: a separable filter needs 4 + 4 instead of 16 weights an element.
    private func interpolated(rows: Int, columns: Int) -> Tensor {
        let channels = learned.shape[1]
        let acrossColumns = resampled(
            learned, lines: learnedRows, from: learnedColumns, to: columns, stride: 1, lineStride: learnedColumns,
            outputLineStride: columns, channels: channels)
        return resampled(
            acrossColumns, lines: columns, from: learnedRows, to: rows, stride: columns, lineStride: 1,
            outputLineStride: 1, channels: channels)
    }

    /// Resamples along one axis of the grid; `stride` steps along it and `lineStride` from line to line, in tokens.
    private func resampled(
        _ input: Tensor, lines: Int, from inputLength: Int, to outputLength: Int, stride: Int, lineStride: Int,
        outputLineStride: Int, channels: Int
    ) -> Tensor {
        let taps = (0..<outputLength).map { interpolation.taps(at: $0, from: inputLength, to: outputLength) }
        return Tensor([lines * outputLength, channels]) { output in
            let source = input.span
            for line in 0..<lines {
                for (position, taps) in taps.enumerated() {
                    let to = (line * outputLineStride + position * stride) * channels
                    for channel in 0..<channels {
                        var sum: Float = 0
                        for tap in taps {
                            sum += tap.weight * source[(line * lineStride + tap.index * stride) * channels + channel]
                        }
                        output[to + channel] = sum
                    }
                }
            }
        }
    }
}
