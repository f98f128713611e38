import CKernels

/// Which input pixels make each output pixel along one side of a picture, and with what weights.
///
/// These are the rules of Pillow's resize, so that results are equal to its own to the last bit. An output pixel's
/// centre lies at (x + ½)·scale of the input. When shrinking, the filter is stretched by the scale, so that every input
/// pixel counts. Weights are normalised in Double, then fixed to integers with 22 bits behind the point.
struct ResamplingWeights {
    /// The first input pixel of each output pixel, counted from the first that any of them needs.
    let starts: [Int32]
    /// How many input pixels each output pixel has.
    let counts: [Int32]
    /// The weights, `stride` of them for each output pixel, those beyond its count zero.
    let values: [Int32]
    /// The greatest possible count.
    let stride: Int
    /// The input pixels that any output pixel needs.
    let inputRange: Range<Int>
    /// Whether the side keeps its length: then there are no weights, and nothing is computed.
    let isIdentity: Bool

    /// Weights for a range of the output pixels that resizing a side of `input` pixels to `output` would make.
    init(from input: Int, to output: Int, keeping range: Range<Int>, by filter: ResamplingFilter) {
        isIdentity = input == output
        if isIdentity {
            (starts, counts, values, stride) = ([], [], [], 0)
            inputRange = range
            return
        }
        let scale = Double(input) / Double(output)
        let windows =
            filter == .nearest
            ? Self.nearest(scale, input: input, keeping: range)
            : Self.windows(scale, input: input, keeping: range, by: filter)
        stride = filter == .nearest ? 1 : Int((filter.support * max(scale, 1)).rounded(.up)) * 2 + 1
        var values = [Int32](repeating: 0, count: range.count * stride)
        for (index, (x, window)) in zip(range, windows).enumerated() {
            let weights = filter == .nearest ? [1] : Self.weights(window, around: x, scale, by: filter)
            Self.fix(weights, in: &values, from: index * stride)
        }
        // Windows only move forward.
        let first = windows.first?.lowerBound ?? 0
        inputRange = first..<(windows.last?.upperBound ?? first)
        starts = windows.map { Int32($0.lowerBound - first) }
        counts = windows.map { Int32($0.count) }
        self.values = values
    }

    /// The input pixels that have any weight in each output pixel.
    private static func windows(
        _ scale: Double, input: Int, keeping range: Range<Int>, by filter: ResamplingFilter
    ) -> [Range<Int>] {
        let support = filter.support * max(scale, 1)
        return range.map { x in
            let center = (Double(x) + 0.5) * scale
            return max(Int(center - support + 0.5), 0)..<min(Int(center + support + 0.5), input)
        }
    }

    private static func weights(
        _ window: Range<Int>, around x: Int, _ scale: Double, by filter: ResamplingFilter
    ) -> [Double] {
        let center = (Double(x) + 0.5) * scale
        return window.map { filter.weight(at: (Double($0) - center + 0.5) * (1 / max(scale, 1))) }
    }

    /// The pixel under each centre. Pillow goes from one to the next by adding the scale up (its Geometry.c); where a
    /// centre falls between two pixels, its sum and not the product decides which is taken.
    private static func nearest(_ scale: Double, input: Int, keeping range: Range<Int>) -> [Range<Int>] {
        var windows: [Range<Int>] = []
        var place = scale * 0.5
        for x in 0..<range.upperBound {
            let pixel = min(Int(place), input - 1)
            if x >= range.lowerBound { windows.append(pixel..<pixel + 1) }
            place += scale
        }
        return windows
    }

    /// Normalises weights to a sum of 1 and writes them as integers, halves rounded away from zero.
    private static func fix(_ weights: [Double], in values: inout [Int32], from offset: Int) {
        let sum = weights.reduce(0, +)
        let one = Double(1 << patchlens_resampling_precision)
        for (index, weight) in weights.enumerated() {
            let fixed = (sum == 0 ? weight : weight / sum) * one
            values[offset + index] = Int32(fixed < 0 ? fixed - 0.5 : fixed + 0.5)
        }
    }

    /// The view the kernels take, valid during the call.
    func withKernelView(_ body: (patchlens_resampling_weights) -> Void) {
        starts.withUnsafeBufferPointer { starts in
            counts.withUnsafeBufferPointer { counts in
                values.withUnsafeBufferPointer { values in
                    body(
                        patchlens_resampling_weights(
                            starts: starts.baseAddress, counts: counts.baseAddress, values: values.baseAddress,
                            stride: stride, outputs: starts.count))
                }
            }
        }
    }
}
