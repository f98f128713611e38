import ArgumentParser
import PatchLens

/// `patchlens bench`: how fast the encoder is on this machine.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure the encoder on this machine.",
        discussion: """
            Encodes random patches again and again, after a warm-up, and prints the median and the least time of a \
            picture. What is decoded, resized and drawn around it is not in these figures.
            """)

    @OptionGroup var model: ModelOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The short side of a square picture, in pixels. (default: 224)", valueName: "n"),
        transform: NumberArgument.whole(NumberArgument.side))
    var shortSide = 224

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The picture's size instead, in pixels.", valueName: "HEIGHTxWIDTH"),
        transform: NumberArgument.size)
    var size: PictureSize?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Threads that work on the picture. (default: one a core)", valueName: "n"),
        transform: NumberArgument.whole(NumberArgument.workers))
    var threads = Processor.count

    @Option(help: "What is recorded.")
    var recording = BenchmarkRecording.classLast

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Timed runs. (default: 20)", valueName: "n"),
        transform: NumberArgument.whole(NumberArgument.runs))
    var runs = 20

    @Flag(help: "One line of JSON instead of a table.")
    var json = false

    func run() throws {
        let benchmark = try EncoderBenchmark(
            model: VisionTransformer(named: model.model, precision: model.availablePrecision),
            size: size ?? PictureSize(height: shortSide, width: shortSide), threads: threads, recording: recording)
        let result = try benchmark.run(count: runs)
        StandardStream.output.write(line: json ? result.json : result.table)
    }
}
