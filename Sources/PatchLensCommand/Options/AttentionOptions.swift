import ArgumentParser
import PatchLens

/// Whose attention is shown.
struct AttentionOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Layers: last, all, or numbers from 0, negative from the end. (default: last)", valueName: "last|all|0,5,-1"
        ),
        transform: SelectionArgument.layers)
    var layers = LayerSelection.last

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Heads: fused by mean, max or min, or a map for each, or for some. (default: mean)",
            valueName: "mean|max|min|each|0,3"),
        transform: SelectionArgument.heads)
    var heads = HeadChoice.fused(.mean)

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Where attention is asked from: the class token, or the patch at a pixel of the upright original. (default: class)",
            valueName: "class|x,y"),
        transform: SelectionArgument.query)
    var query = QueryPlace.classToken

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Keep the patches that hold this part of a map's attention, the strongest first, and blank the rest. (default: keep all)",
            valueName: "f"),
        transform: NumberArgument.positivePart)
    var keepMass: Double?
}
