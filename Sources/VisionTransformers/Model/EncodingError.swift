public import ImageDecoding
package import Tensors

/// Why an encoding cannot be made.
public enum EncodingError: Error, Equatable, CustomStringConvertible {
    /// A layer was asked for that the encoder does not have. The caller can mend it.
    case noSuchLayer(Int, layerCount: Int)
    /// A head was asked for that the layers do not have. The caller can mend it.
    case noSuchHead(Int, headCount: Int)
    /// A patch was asked for outside the grid. The caller can mend it.
    case noSuchPatch(row: Int, column: Int, grid: PatchGrid)
    /// The model has no class token: ask from a patch instead.
    case noClassToken
    /// The model has no class token but an attention pooling, whose probe attends once, to the tokens after the last
    /// layer, and is recorded alone.
    case probeOnlyAfterLastLayer
    /// The patches were cut for another model. The caller can mend it: `model.patches(of:)`.
    case patchesDoNotFit(found: Int, expected: Int)
    /// A gradient was asked for of a model that was loaded without what takes. The caller can mend it:
    /// `isDifferentiable`.
    case notDifferentiable
    /// NaN or infinity was found in what this layer recorded:
    /// its weights or those of a layer before it hold such values.
    case notFinite(layer: Int)
    /// It took longer than its workspace may work on one picture. Another time, or with another limit, it may not.
    case outOfTime

    /// One sentence, for the one who reads the log.
    public var description: String {
        switch self {
        case .noSuchLayer(let layer, let count):
            "there is no layer \(layer): the encoder has \(count), 0 to \(count - 1) or -\(count) to -1"
        case .noSuchHead(let head, let count):
            "there is no head \(head): a layer has \(count), 0 to \(count - 1)"
        case .noSuchPatch(let row, let column, let grid):
            "there is no patch at row \(row), column \(column): the grid has \(grid.rows)×\(grid.columns)"
        case .noClassToken:
            "the model has no class token; ask for the attention from a patch"
        case .probeOnlyAfterLastLayer:
            "the model has no class token; the probe of its attention pooling stands for it in the last layer, alone. "
                + "Ask there, or for the attention from a patch"
        case .patchesDoNotFit(let found, let expected):
            "the patches are \(found)×\(found) pixels, the model takes \(expected)×\(expected)"
        case .notDifferentiable:
            "gradients take weights that this model was loaded without: load it in f32 with isDifferentiable: true"
        case .notFinite(let layer):
            "by layer \(layer) there are values that are not numbers: the model's weights are damaged"
        case .outOfTime: "it took longer than a picture may"
        }
    }
}

extension Workspace {
    /// Between steps that take a while: throws `outOfTime` when this workspace has no more time.
    package func checkTime() throws(EncodingError) {
        if isOverdue { throw .outOfTime }
    }
}
