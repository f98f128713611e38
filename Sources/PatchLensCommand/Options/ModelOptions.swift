import ArgumentParser
import PatchLens

/// Which model looks at the pictures.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A model of the store or the Hugging Face cache, or a checkpoint's folder.", valueName: "name|dir"))
    var model = ModelOptions.defaultModel

    /// Its attention is meaningful without labels.
    static let defaultModel = "dinov2-small"
}
