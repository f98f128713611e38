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
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Where attention is asked from: the class token, the patch at a pixel of the upright original, or the mean over all "
                + "patches; given several times, a map for each. (default: class)", valueName: "class|x,y|mean"),
        transform: SelectionArgument.query)
    var query: [QueryPlace] = []

    /// Each once, in the order given.
    var places: [QueryPlace] {
        guard !query.isEmpty else { return [.classToken] }
        return query.enumerated().filter { !query[..<$0.offset].contains($0.element) }.map(\.element)
    }

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Keep the patches that hold this part of a map's attention, the strongest first, and blank the rest. (default: keep all)",
            valueName: "f"),
        transform: NumberArgument.positivePart)
    var keepMass: Double?
}
