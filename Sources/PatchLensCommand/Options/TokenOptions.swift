import ArgumentParser
import PatchLens

/// Which tokens are features.
struct TokenOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Every token, prefix tokens first; or one row a picture: the class token, the mean of the patches, or the "
                + "vector of the model's attention pooling.",
            valueName: "pool"))
    var pool = FeaturePooling.none

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The layer whose tokens are taken, from 0, negative from the end, as the next layer receives them. "
                + "(default: the last, after the final norm)", valueName: "layer"))
    var layer: Int?

    @Flag(help: "Apply the final norm to the tokens of --layer, too.")
    var normalize = false

    func validate() throws {
        guard layer != nil || !normalize else {
            throw ValidationError("--normalize goes with --layer: without it tokens are normalised already")
        }
    }
}
