import ImageDecoding
import Tensors
import VisionTransformers

extension MethodFinding {
    /// An object's mask as a map, and its box.
    init(objectIn mask: ObjectMask, at geometry: PatchGeometry, by method: MethodName) {
        let map = AttentionMap(
            values: mask.values, geometry: geometry, layer: nil, source: .method(method.rawValue))
        self.init([map], drawing: .mask, boxes: [ObjectBox(of: mask, at: geometry)].compactMap { $0 })
    }
}

extension VisionTransformer {
    /// The last layer's Keys of the patches alone. (N, D)
    func patchKeys(of patches: Patches) throws(EncodingError) -> Tensor {
        let keys = try keys(in: -1, on: patches)
        return keys.rows(Array(prefixTokenCount..<keys.shape[0]))
    }
}

extension Tensor {
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
