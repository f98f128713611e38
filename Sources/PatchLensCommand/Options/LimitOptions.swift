import ArgumentParser
import PatchLens

/// What a run may take.
struct LimitOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Give a picture up that takes longer than so many seconds; the next run tries it again. (default: never)",
            valueName: "seconds"),
        transform: NumberArgument.seconds)
    var timeLimit: Duration?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            The most memory that the whole run may take, such as 800M or 4G: fewer pictures are worked on at once, and \
            those that would take more by themselves are refused before they are decoded. (default: no limit)
            """,
            valueName: "size"),
        transform: NumberArgument.bytes)
    var memory: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Begin no more pictures after so many failures; those in hand are finished. (default: never)",
            valueName: "n"),
        transform: NumberArgument.whole(1...Int.max))
    var maxErrors: Int?

    /// What bounds a picture, by the names that users know them by; those that were not given are not among them, nor
    /// the time: what takes too long is tried again by every run.
    var recorded: [String: String] { memory.map { ["memory": "\($0)"] } ?? [:] }

    /// When the model is there: the memory that pictures are given of, nil without a limit, and workers that there is
    /// enough of it for.
    func memory(
        for workers: Workers, decoding: DecodingOptions, need: PictureMemory
    ) throws -> (memory: RunMemory?, workers: Workers) {
        guard let memory else { return (nil, workers) }
        func limited(to threads: Int) throws -> RunMemory {
            try RunMemory(limit: memory, threads: threads, decoding: decoding.limits, need: need.need)
        }
        // A thread for each core, if there is room for them; more only where pictures have enough beside them.
        let (least, first) = try (try? (Processor.count, limited(to: Processor.count))) ?? (1, limited(to: 1))
        let fewer = first.fewer(than: workers)
        return (try limited(to: max(least, fewer.pictures * fewer.threads)), fewer)
    }
}
