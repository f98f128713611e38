public import Checkpoints
import Tensors

extension SaliencyDecoder {
    /// The file that holds it, in the folder of the model that it was trained with.
    public static let fileName = "saliency.safetensors"

    /// The decoder beside a model's weights; `CheckpointError.noSaliencyDecoder` where there is none.
    public init(checkpoint: Checkpoint) throws(ModelError) {
        try self.init(directory: checkpoint.directory)
    }

    /// The decoder in a model's folder.
    init(directory: String) throws(ModelError) {
        guard fileNames(in: directory).contains(Self.fileName) else {
            throw .checkpoint(.noSaliencyDecoder(directory: directory, file: Self.fileName))
        }
        self = try ModelError.wrapping { () throws(CheckpointError) in
            try DecoderParameters(file: SafetensorsFile(path: directory + "/" + Self.fileName))
        }.decoder()
    }
}

/// The decoder's parameters under the names of the module that trained it: `upconv1…3`, `bn1…3`, `final_conv`.
private struct DecoderParameters {
    /// Weights with the batch norms folded in; (inputs, outputs, 4, 4) and (outputs) of each layer.
    private var layers: [(weight: Tensor, bias: Tensor)] = []
    private let finalWeight: Tensor
    private let finalBias: Tensor

    /// PyTorch's default, which the decoder was trained with.
    private static let batchNormEpsilon: Float = 1e-5

    /// Reads all of the file; a tensor that is missing, of another shape, or that the decoder has no place for throws.
    init(file: SafetensorsFile) throws(CheckpointError) {
        var taken: Set<String> = []
        func tensor(_ name: String, _ shape: Shape) throws(CheckpointError) -> Tensor {
            taken.insert(name)
            return try file.tensor(named: name, shape: shape, mustBeFinite: true)
        }
        var inputs = file["upconv1.weight"].map { $0.shape.rank == 4 ? $0.shape[0] : 0 } ?? 0
        for index in 1...3 {
            let (convolution, norm) = ("upconv\(index)", "bn\(index)")
            let outputs = file["\(convolution).bias"]?.shape.count ?? 0
            layers.append(
                Self.folded(
                    weight: try tensor("\(convolution).weight", [inputs, outputs, 4, 4]),
                    bias: try tensor("\(convolution).bias", [outputs]),
                    scale: try tensor("\(norm).weight", [outputs]), shift: try tensor("\(norm).bias", [outputs]),
                    mean: try tensor("\(norm).running_mean", [outputs]),
                    variance: try tensor("\(norm).running_var", [outputs])))
            inputs = outputs
        }
        finalWeight = try tensor("final_conv.weight", [1, inputs, 1, 1]).reshaped(to: [1, inputs])
        finalBias = try tensor("final_conv.bias", [1])
        let unused = file.tensors.map(\.name).filter { !taken.contains($0) }
        guard unused.isEmpty else { throw .unusedTensors(file: file.path, names: unused.sorted()) }
    }

    /// Batch norm in inference (Ioffe and Szegedy 2015): (x − mean) / √(variance + ε) · scale + shift,
    /// of every channel.
    private static func folded(
        weight: Tensor, bias: Tensor, scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor
    ) -> (weight: Tensor, bias: Tensor) {
        let outputs = bias.count
        let factors = zip(scale.elements, variance.elements).map { $0 / ($1 + batchNormEpsilon).squareRoot() }
        var weights = weight
        weights.withMutableSpan { elements in
            // (inputs, outputs, 4, 4)
            for index in elements.indices { elements[index] *= factors[index / 16 % outputs] }
        }
        let biases = (0..<outputs).map { (bias[$0] - mean[$0]) * factors[$0] + shift[$0] }
        return (weights, Tensor(biases, shape: [outputs]))
    }

    func decoder() throws(ModelError) -> SaliencyDecoder {
        // Every number of the file is one, but the root of a negative variance is none.
        for layer in layers where !(layer.weight.isFinite && layer.bias.isFinite) {
            throw .unsupported("batch norms of negative variance, in its saliency decoder")
        }
        do throws(TensorError) {
            var convolutions: [TransposedConvolution] = []
            for layer in layers {
                convolutions.append(try TransposedConvolution(weight: layer.weight, bias: layer.bias))
            }
            return SaliencyDecoder(layers: convolutions, final: try Linear(weight: finalWeight, bias: finalBias))
        } catch {
            throw .packing(error)
        }
    }
}
