import ArgumentParser
import PatchLens

/// Which model looks at the pictures.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A model of the store or the Hugging Face cache, or a checkpoint's folder.", valueName: "name|dir"))
    var model = ModelStore.defaultModel
}
