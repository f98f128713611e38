import CKernels

/// Each output a tent of inputs around its place, as linear interpolation weighs them where it shrinks.
struct ResamplingTents {
    private let starts, counts, values: Buffer<Int32>
    private let stride: Int

    init(inputs: Int, outputs: Int) {
        let scale = Double(inputs) / Double(outputs)
        func center(_ output: Int) -> Double { (Double(output) + 0.5) * scale }
        func range(_ output: Int) -> Range<Int> {
            max(Int(center(output) - scale + 0.5), 0)..<min(Int(center(output) + scale + 0.5), inputs)
        }
        func weight(_ output: Int, _ input: Int) -> Double {
            1 - abs(Double(input) + 0.5 - center(output)) / scale
        }
        let stride = Int(2 * scale) + 2
        let sums = (0..<outputs).map { output in range(output).reduce(0) { $0 + weight(output, $1) } }
        self.stride = stride
        starts = Buffer(outputs) { Int32(range($0).lowerBound) }
        counts = Buffer(outputs) { Int32(range($0).count) }
        values = Buffer(outputs * stride) { index in
            let (output, place) = index.quotientAndRemainder(dividingBy: stride)
            guard place < range(output).count else { return 0 }
            let part = weight(output, range(output).lowerBound + place) / sums[output]
            return Int32(part * Double(1 << patchlens_resampling_precision))
        }
    }

    /// For the kernels; valid as long as this lives.
    var weights: patchlens_resampling_weights {
        patchlens_resampling_weights(
            starts: starts.start, counts: counts.start, values: values.start, stride: stride, outputs: starts.count)
    }
}
