import Checkpoints
import Tensors

/// Reads a part's parameters by the first of its names that the checkpoint has, as the layers take them.
struct ParameterReader {
    private let weights: WeightReader
    private let epsilon: Float
    /// Whether linear maps keep their transposes too, for a backward pass.
    private let keepsTransposes: Bool
    /// Weights pass through here on the way to being packed: the layers have the same few sizes, so that all of them
    /// take the memory of one.
    private let workspace: Workspace

    init(weights: WeightReader, epsilon: Float, keepsTransposes: Bool = false) {
        self.init(weights: weights, epsilon: epsilon, keepsTransposes: keepsTransposes, workspace: Workspace())
    }

    private init(weights: WeightReader, epsilon: Float, keepsTransposes: Bool, workspace: Workspace) {
        self.weights = weights
        self.epsilon = epsilon
        self.keepsTransposes = keepsTransposes
        self.workspace = workspace
    }

    /// A reader of one block. Checkpoints of the DINO repositories may keep blocks in chunks, `blocks.chunk.layer`.
    func scope(block layer: Int, names: ParameterNames) throws(ModelError) -> ParameterReader {
        let plain = names.blocks.map { "\($0).\(layer)" }
        let chunked = names.blocks.flatMap { list in (0...layer).map { "\(list).\($0).\(layer)" } }
        let norms = names.block.norm1.map { $0 + ".weight" }
        let scope = (plain + chunked).first { block in
            norms.contains { weights.shape(of: "\(block).\($0)") != nil }
        }
        return ParameterReader(
            weights: weights.scope(scope ?? plain[0]), epsilon: epsilon, keepsTransposes: keepsTransposes,
            workspace: workspace)
    }

    /// The first of the names that is there with this behind it; the first of all if none is, for an error to name.
    func found(_ names: [String], behind ending: String = "") -> String {
        names.first { weights.shape(of: $0 + ending) != nil } ?? names.first ?? ""
    }

    /// The shape of a tensor, if it is there.
    func shape(of name: String) -> Shape? { name.isEmpty ? nil : weights.shape(of: name) }

    /// A tensor of this shape.
    func tensor(_ names: [String], _ shape: Shape) throws(ModelError) -> Tensor {
        let name = found(names)
        return try ModelError.wrapping { () throws(CheckpointError) in
            try weights.tensor(name, shape: shape, in: workspace)
        }
    }

    /// A layer norm of so many channels.
    func norm(_ modules: [String], _ channels: Int) throws(ModelError) -> LayerNorm {
        let module = found(modules, behind: ".weight")
        return LayerNorm(
            weight: try tensor([module + ".weight"], [channels]), bias: try tensor([module + ".bias"], [channels]),
            epsilon: epsilon)
    }

    /// A linear map, (outputs, inputs) as stored, its layer scale folded in.
    func linear(
        _ modules: [String], from inputs: Int, to outputs: Int, _ precision: Precision = .float32, hasBias: Bool = true,
        scaledBy scale: LayerScale? = nil, roundsSums: Bool = false
    ) throws(ModelError) -> Linear {
        let module = found(modules, behind: ".weight")
        let weight = try tensor([module + ".weight"], [outputs, inputs])
        let bias = hasBias ? try tensor([module + ".bias"], [outputs]) : nil
        guard let scale else { return try linear(weight, bias, precision, roundsSums: roundsSums) }
        return try linear(
            scale.folded(into: weight), bias.map(scale.folded(into:)), precision, roundsSums: roundsSums)
    }

    /// A linear map of weights at hand.
    func linear(
        _ weight: Tensor, _ bias: Tensor?, _ precision: Precision = .float32, roundsSums: Bool = false
    ) throws(ModelError) -> Linear {
        do {
            return try Linear(
                weight: weight, bias: bias, precision: precision, roundsSums: roundsSums,
                keepsTranspose: keepsTransposes)
        } catch {
            throw .packing(error)
        }
    }

    /// Linear maps that lie below each other in one matrix, all of a size.
    func split(
        _ weight: Tensor, _ bias: Tensor?, into count: Int, _ precision: Precision = .float32
    ) throws(ModelError) -> [Linear] {
        let outputs = weight.shape[0] / count
        let biases = bias?.elements
        var maps: [Linear] = []
        for part in 0..<count {
            let rows = part * outputs..<(part + 1) * outputs
            let own = biases.map { Tensor(Array($0[rows]), shape: [outputs]) }
            maps.append(try linear(weight.rows(Array(rows)), own, precision))
        }
        return maps
    }

    /// A table of relative position bias, (offsets + 3, heads).
    func relativeBias(
        _ names: [String], _ relative: ModelConfiguration.Positions.RelativeBias, headCount: Int
    ) throws(ModelError) -> RelativePositionBias {
        let offsets = (2 * relative.rows - 1) * (2 * relative.columns - 1)
        return RelativePositionBias(
            table: try tensor(names, [offsets + 3, headCount]), rows: relative.rows, columns: relative.columns)
    }

    /// Frees the memory that weights passed through, and makes sure that none was forgotten.
    func finish(ignoring ignored: [String], beside: [String]) throws(ModelError) {
        workspace.trim()
        try ModelError.wrapping { () throws(CheckpointError) in
            try weights.finish(ignoring: ignored, beside: beside)
        }
    }
}
