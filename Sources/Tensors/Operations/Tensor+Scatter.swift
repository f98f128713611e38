internal import CKernels

extension Tensor {
    /// The mean of the rows, summed in double row by row. (N, D) → (D)
    package func meanOfRows() -> [Double] {
        let (rows, channels) = (shape[0], shape[1])
        var sums = [Double](repeating: 0, count: channels)
        let values = span
        for row in 0..<rows {
            for channel in 0..<channels { sums[channel] += Double(values[row * channels + channel]) }
        }
        return sums.map { $0 / Double(max(1, rows)) }
    }

    /// Σ_n (x_n − mean)(x_n − mean)ᵀ over the rows, in double. Takes N·D² operations; the sums do not depend on the
    /// number of threads. (N, D) → (D, D), row-major and symmetric
    package func scatter(about mean: [Double]) -> [Double] {
        let channels = shape[1]
        precondition(mean.count == channels, "a mean of \(mean.count) channels for \(shape)")
        var scatter = [Double](repeating: 0, count: channels * channels)
        let status = withExtendedLifetime(self) {
            patchlens_add_scatter(
                address, Int64(shape[0]), Int64(channels), mean, &scatter, Int32(workspace.threads))
        }
        precondition(status == 0, "out of memory in the covariance of \(shape)")
        for row in 0..<channels {
            for column in 0..<row { scatter[row * channels + column] = scatter[column * channels + row] }
        }
        return scatter
    }
}
