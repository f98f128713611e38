import ArgumentParser
import PatchLens

/// Which methods are compared.
struct EvaluatedMethods: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Methods with commas between, each as 'patchlens overlay --method' makes it unless told otherwise. (default: "
                + "attention)", valueName: "a,b,c"),
        transform: SelectionArgument.methods)
    var methods = [MethodName.attention]

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "What methods that take gradients explain. (default: predicted for classifiers, feature for other models)",
            valueName: "class:n|label:name|predicted|feature|text:…"),
        transform: SelectionArgument.target)
    var target: GradientTarget?

    func validate() throws {
        // Colours have no order, by which patches could be taken away.
        guard !methods.contains(.pca) else { throw ValidationError("--methods: pca gives colours, and no values") }
        guard target == nil || methods.contains(where: \.takesTarget) else {
            throw ValidationError("--target goes with gradient-rollout, relevance, attention-gradient and grad-cam")
        }
    }

    /// Maps of the last layer and the mean of heads where a method has such.
    var request: MethodRequest { MethodRequest(methods, target: target) }
}
