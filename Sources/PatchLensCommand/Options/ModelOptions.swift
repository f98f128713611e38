import ArgumentParser
import PatchLens

/// Which model looks at the pictures.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A model of the store or the Hugging Face cache, or a checkpoint's folder.", valueName: "name|dir"))
    var model = ModelStore.defaultModel

    @Option(
        help: ArgumentHelp(
            "What matrix products are rounded to: less is faster and less exact. Falls back to f32, and says so, where "
                + "the processor has not the instructions.", valueName: "precision"))
    var precision = Precision.float32

    /// The precision asked for, or float32 where this processor cannot do it; the user is told.
    var availablePrecision: Precision {
        guard !precision.isAvailable else { return precision }
        StandardStream.error.write(
            line: "patchlens: this processor or this build has no \(precision.rawValue); computing in f32 instead")
        return .float32
    }
}
