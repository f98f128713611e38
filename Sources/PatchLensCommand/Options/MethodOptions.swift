import ArgumentParser
import PatchLens

/// What maps are made by, and of what.
struct MethodOptions: ParsableArguments {
    @Option(
        name: [.long, .customLong("methods")], parsing: .unconditional,
        help: ArgumentHelp(
            "What maps are made by, one or several: \(SelectionArgument.methodNames). (default: attention)",
            valueName: "method,…"),
        transform: SelectionArgument.methods)
    var method = [MethodName.attention]

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Layers: last, all, or numbers from 0, negative from the end. For attention, received, entropy, distance "
                + "and attention-gradient. (default: last)", valueName: "last|all|0,5,-1"),
        transform: SelectionArgument.layers)
    var layers: LayerSelection?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Heads: fused by mean, max or min, or a map for each, or for some. For the same methods; rollouts fuse the "
                + "heads of every layer. (default: mean)", valueName: "mean|max|min|each|0,3"),
        transform: SelectionArgument.heads)
    var heads: HeadChoice?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "What attention and similarity are asked from: the class token, the patch at a pixel of the upright "
                + "original, the mean over all patches, for similarity a text, too; given several times, a map for "
                + "each. (default: class)",
            valueName: "class|x,y|mean|text:…"),
        transform: SelectionArgument.query)
    var query: [MethodQuery] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "What gradient-rollout, relevance, attention-gradient and grad-cam explain: a class by number or by label, "
                + "the one predicted, the picture's feature, or how well a text fits. (default: predicted for "
                + "classifiers, feature for other models)", valueName: "class:n|label:name|predicted|feature|text:…"),
        transform: SelectionArgument.target)
    var target: GradientTarget?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The part of each layer's smallest values that rollouts set to zero. (default: 0 for rollout, 0.9 for "
                + "those of vit-explain, as published)", valueName: "f"),
        transform: NumberArgument.partBelowOne)
    var discard: Double?

    @Flag(help: "Take the principal components of pca from the foreground alone, which a first component tells.")
    var foreground = false

    @Option(
        help: ArgumentHelp(
            "Whose principal components pca shows: each picture's own, or those of all pictures of the run together, "
                + "whose colours can be compared. (default: picture)", valueName: "scope"))
    var pcaOver: PrincipalScope?

    @Flag(
        help: ArgumentHelp(
            "Let lost and tokencut work on Keys as they are, as published for DINO; otherwise their mean is "
                + "subtracted, without which every patch of a DINOv2 resembles every other."))
    var rawKeys = false

    @Option(
        help: ArgumentHelp(
            "Patches whose tokens have outlying norms: keep what maps say of them, or mask it.",
            valueName: "what"))
    var outliers = OutlierHandling.keep

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Keep the patches that hold this part of a map's sum, the strongest first, and blank the rest. "
                + "(default: keep all)", valueName: "f"),
        transform: NumberArgument.positivePart)
    var keepMass: Double?

    /// An option that none of the methods heeds is a mistake.
    func validate() throws {
        let given: [(isGiven: Bool, option: String, isHeeded: (MethodName) -> Bool)] = [
            (layers != nil, "--layers", \.takesLayersAndHeads),
            (heads != nil, "--heads", \.takesFusion),
            (!query.isEmpty, "--query", \.takesQueries),
            (target != nil, "--target", \.takesTarget),
            (discard != nil, "--discard", \.takesDiscardRatio),
            (foreground, "--foreground", { $0 == .pca }),
            (pcaOver != nil, "--pca-over", { $0 == .pca }),
            (rawKeys, "--raw-keys", \.findsObjects),
            (outliers != .keep, "--outliers", \.takesOutliers),
            (keepMass != nil, "--keep-mass", \.drawsHeat),
        ]
        for (isGiven, option, isHeeded) in given where isGiven && !method.contains(where: isHeeded) {
            let heeding = MethodName.allCases.filter(isHeeded).map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\(option) has no effect on the methods asked for; it goes with --method \(heeding)")
        }
    }

    /// All of it, as the library takes it.
    var request: MethodRequest {
        MethodRequest(
            method, layers: layers ?? .last, heads: heads ?? .fused(.mean), queries: query, discardRatio: discard,
            target: target, splitsForeground: foreground, centersKeys: !rawKeys)
    }

    /// Whether colours are found for the whole run before any picture is drawn.
    var sharesPalette: Bool { method.contains(.pca) && pcaOver == .run }
}
