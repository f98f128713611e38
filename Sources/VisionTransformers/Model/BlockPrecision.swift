import Checkpoints
import Tensors

/// The precision of the two halves of a block.
///
/// In int8 all is as asked but the first block's MLP, which stays bfloat16. Its activations have a few values far above
/// the others, by which a scale for the whole token is set. Measured on DINOv2 ViT-S/14 and 31 pictures, as the
/// least correlation of a head of the last layer with float32: 0.948 all in int8, 0.993 so; rounding any other part
/// less (attention, fc1 or fc2 of all layers, the last layer) helps less or costs more.
struct BlockPrecision {
    let attention: Precision
    let mlp: Precision
    /// Whether the MLP's products in bfloat16 may round sums of factors (`Linear`). In the first block a sum of two
    /// tokens loses the smaller one beside the few large activations. Measured as above, on 42 pictures: 0.9946 with
    /// sums in all products, 0.9991 so, and the same without. Other families were not measured and do without.
    let mlpRoundsSums: Bool

    /// Pixels have 8 bits, and bfloat16 as many: rounding them once more costs no correlation that could be measured.
    static func patchEmbedding(of precision: Precision) -> Precision { precision == .int8 ? .bfloat16 : precision }

    init(of precision: Precision, layer: Int, family: ModelConfiguration.Family) {
        attention = precision
        mlp = precision == .int8 && layer == 0 ? .bfloat16 : precision
        mlpRoundsSums = layer > 0 && (family == .dinov2 || family == .dinov2WithRegisters)
    }
}
