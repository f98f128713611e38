import ArgumentParser
import PatchLens

/// Which model looks at the pictures.
struct ModelOptions: ParsableArguments {
    @Option(help: ModelOptions.modelHelp)
    var model = ModelStore.defaultModel

    @Option(
        help: ArgumentHelp(
            "What matrix products are rounded to: less is faster and less exact. Falls back to f32, and says so, where "
                + "the processor has not the instructions.", valueName: "precision"))
    var precision = Precision.float32

    @Option(
        help: ArgumentHelp(
            "Whose recipe resizes learned positions to a picture's grid, instead of that of the checkpoint's own "
                + "library: hf, original (facebookresearch) or timm.", valueName: "library"))
    var positionInterpolation: PositionInterpolationArgument?

    /// How a model is given, everywhere.
    static let modelHelp = ArgumentHelp(
        "A model of the store, org/name[@revision] in the Hugging Face cache, a checkpoint's folder, or its "
            + ".safetensors file with config.json beside it.", valueName: "model")

    /// The model of a checkpoint, as these options want it.
    func transformer(
        of checkpoint: Checkpoint, isDifferentiable: Bool = false
    ) throws(ModelError) -> VisionTransformer {
        let transformer = try VisionTransformer(
            checkpoint: checkpoint, precision: availablePrecision, isDifferentiable: isDifferentiable)
        guard let positionInterpolation else { return transformer }
        return transformer.interpolatingPositions(by: positionInterpolation.recipe(for: checkpoint.configuration))
    }

    /// The precision asked for, or float32 where this processor cannot do it; the user is told.
    var availablePrecision: Precision {
        guard !precision.isAvailable else { return precision }
        StandardStream.error.write(
            line: "patchlens: this processor or this build has no \(precision.rawValue); computing in f32 instead")
        return .float32
    }
}
