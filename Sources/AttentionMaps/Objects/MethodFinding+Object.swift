package import ImageDecoding
package import Tensors
package import VisionTransformers

extension MethodFinding {
    /// An object's mask as a map, and its box; an error for one that lies wholly in what a crop larger than the picture
    /// fills up.
    init(objectIn mask: ObjectMask, at geometry: PatchGeometry, by method: MethodName) throws(MethodError) {
        guard let box = ObjectBox(of: mask, at: geometry) else {
            throw .nothingFound(method, "what it found lies beside the picture, where the crop fills it up")
        }
        let map = AttentionMap(
            values: mask.values, geometry: geometry, layer: nil, source: .method(method.rawValue))
        self.init([map], drawing: .mask, boxes: [box])
    }
}

extension VisionTransformer {
    /// The last layer's Keys of the patches alone, less their mean if asked for. (N, D)
    package func patchKeys(of patches: Patches, centered: Bool) throws(EncodingError) -> Tensor {
        let keys = try keys(in: -1, on: patches)
        let ofPatches = keys.rows(Array(prefixTokenCount..<keys.shape[0]))
        return centered ? ofPatches.centered() : ofPatches
    }
}

extension Tensor {
    /// Each row less the mean of all. (N, D) → (N, D)
    func centered() -> Tensor {
        let (rows, channels) = (shape[0], shape[1])
        let mean = meanOfRows()
        return Tensor(shape, in: workspace) { output in
            let values = span
            for row in 0..<rows {
                for channel in 0..<channels {
                    let place = row * channels + channel
                    output[place] = Float(Double(values[place]) - mean[channel])
                }
            }
        }
    }

    /// One row in double. (N, D) → D
    func row(_ index: Int) -> [Double] {
        let channels = shape[1]
        let values = span
        return (0..<channels).map { Double(values[index * channels + $0]) }
    }

    /// A row's product with a vector, in double.
    func product(of index: Int, with vector: [Double]) -> Double {
        let channels = shape[1]
        let values = span
        var sum = 0.0
        for channel in 0..<channels { sum += Double(values[index * channels + channel]) * vector[channel] }
        return sum
    }
}
