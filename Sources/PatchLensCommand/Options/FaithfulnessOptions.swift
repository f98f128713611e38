import ArgumentParser
import PatchLens

/// How patches are deleted and inserted, and what maps are to point at.
struct FaithfulnessOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "In how many steps all patches go: a picture takes 3 forward passes, and 2 a step for each map. "
                + "(default: 20)",
            valueName: "n"),
        transform: NumberArgument.whole(NumberArgument.steps))
    var steps = 20

    @Option(help: ArgumentHelp("What deleted patches become: the picture's mean colour, or blurred.", valueName: "how"))
    var deletionBaseline = RemovalBaseline.mean

    @Option(help: ArgumentHelp("What patches are before they are inserted.", valueName: "how"))
    var insertionBaseline = RemovalBaseline.blur

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Of the order at random that methods are compared with; the same seed gives the same order.", valueName: "n"
        ))
    var seed: UInt64 = 0

    @Option(
        help: ArgumentHelp(
            "A JSON file with boxes of objects as COCO has them, for the pointing game: whether a map's greatest value "
                + "lies in one of the picture's boxes. Without it there is no pointing game.", valueName: "path"))
    var boxes: String?

    /// As the library takes it.
    var options: Faithfulness.Options {
        Faithfulness.Options(steps: steps, deletion: deletionBaseline, insertion: insertionBaseline)
    }
}
