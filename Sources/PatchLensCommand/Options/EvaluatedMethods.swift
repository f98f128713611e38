import ArgumentParser
import PatchLens

/// Which methods are compared, and with what options.
struct EvaluatedMethods: ParsableArguments {
    @Option(
        name: [.long, .customLong("method")], parsing: .unconditional,
        help: ArgumentHelp(
            "What is compared, one or several of \(SelectionArgument.methodNames), but pca. "
                + "(default: attention, rollout)",
            valueName: "method,…"),
        transform: SelectionArgument.methods)
    var methods = [MethodName.attention, .rollout]

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Layers, as patchlens overlay has them; each is compared by itself. (default: last)",
            valueName: "last|all|0,5,-1"),
        transform: SelectionArgument.layers)
    var layers: LayerSelection?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Heads, likewise. (default: mean)", valueName: "mean|max|min|each|0,3"),
        transform: SelectionArgument.heads)
    var heads: HeadChoice?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "What methods that take gradients explain. (default: predicted for classifiers, feature for other models)",
            valueName: "class:n|label:name|predicted|feature|text:…"),
        transform: SelectionArgument.target)
    var target: GradientTarget?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The part of each layer's smallest values that rollouts set to zero.", valueName: "f"),
        transform: NumberArgument.partBelowOne)
    var discard: Double?

    /// An option that none of the methods heeds is a mistake.
    func validate() throws {
        if methods.contains(.pca) { throw ValidationError("\(EvaluationError.ranksNothing(.pca))") }
        let given: [(isGiven: Bool, option: String, isHeeded: (MethodName) -> Bool)] = [
            (layers != nil, "--layers", \.takesLayersAndHeads),
            (heads != nil, "--heads", \.takesFusion),
            (target != nil, "--target", \.takesTarget),
            (discard != nil, "--discard", \.takesDiscardRatio),
        ]
        for (isGiven, option, isHeeded) in given where isGiven && !methods.contains(where: isHeeded) {
            throw ValidationError("\(option) has no effect on the methods asked for")
        }
    }

    /// All of it, as the library takes it.
    var request: MethodRequest {
        MethodRequest(
            methods, layers: layers ?? .last, heads: heads ?? .fused(.mean), discardRatio: discard, target: target)
    }
}
