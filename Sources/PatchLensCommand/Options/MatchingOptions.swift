import ArgumentParser
import PatchLens

/// What of two pictures is compared, and what is shown of it.
struct MatchingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What of the patches is compared: their tokens through the final norm, or their Keys.", valueName: "what"))
    var features = DescriptorKind.tokens

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The layer they are taken from, from 0, negative from the end. Later ones compare less where a thing is "
                + "and more what it is. (default: a third of the way up, 4 of 12)", valueName: "layer"))
    var layer: Int?

    @Flag(
        inversion: .prefixedNo,
        help:
            "Look for places between the patches, by the cosines around a match; without it they are patches' centres.")
    var refine = true

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Leave out matches of less cosine than this, from -1 to 1.", valueName: "f"),
        transform: NumberArgument.cosine)
    var minCosine: Float?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How many matches are drawn, the best ones that lie apart; the JSON has all. (default: 40)",
            valueName: "n"),
        transform: NumberArgument.whole(NumberArgument.matches))
    var top = 40

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "A pixel of A that is looked for on B: draws how like it every place there is. May be given several times.",
            valueName: "x,y"),
        transform: SelectionArgument.pixel)
    var query: [QueryPlace] = []

    func validate() throws {
        guard Set(query).count == query.count else { throw ValidationError("the same --query is given twice") }
    }
}
