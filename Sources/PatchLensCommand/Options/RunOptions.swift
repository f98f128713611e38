import ArgumentParser
import PatchLens

/// How a run goes through its pictures.
struct RunOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Pictures at once; what is written does not depend on it. (default: one a core)", valueName: "n"),
        transform: NumberArgument.whole(NumberArgument.workers))
    var jobs: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Threads a picture; what is written does not depend on it. The model is loaded on all cores whatever this \
            says. (default: the cores there are for one job)
            """,
            valueName: "n"),
        transform: NumberArgument.whole(NumberArgument.workers))
    var threads: Int?

    /// Workers for so many pictures.
    func workers(for count: Int) -> Workers { Workers(pictures: jobs, threads: threads, for: count) }
}
