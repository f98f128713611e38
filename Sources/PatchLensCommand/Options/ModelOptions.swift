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

    /// How a model is given, everywhere.
    static let modelHelp = ArgumentHelp(
        "A model of the store, org/name[@revision] in the Hugging Face cache, a checkpoint's folder, or its .safetensors "
            + "file with config.json beside it.", valueName: "model")

    /// The precision asked for, or float32 where this processor cannot do it; the user is told.
    var availablePrecision: Precision {
        guard !precision.isAvailable else { return precision }
        StandardStream.error.write(
            line: "patchlens: this processor or this build has no \(precision.rawValue); computing in f32 instead")
        return .float32
    }
}
