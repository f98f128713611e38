import ArgumentParser
import PatchLens

/// `patchlens bench`: how fast the encoder is on this machine, and where a picture's time goes.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure the encoder, and the stages of a picture, on this machine.",
        discussion: """
            Encodes random patches again and again, after a warm-up, and prints the median and the least time of a \
            picture. The speed is that of a full forward pass in the time of what was recorded. The share of the peak \
            counts only the matrix products that the recording needs: the time they would take if each ran at the \
            peak of its own precision, measured now on as many cores at once as there are threads, over the median. \
            Products count as they are defined: Strassen's algorithm does with less, so that a share can pass 100 %.

            Then one photograph of four megapixels, made up, is taken from its JPEG file to the PNG of its overlay, \
            with a clock for each stage, and once more as a whole: there the overlay is compressed as it is drawn. \
            Stages of the encoder are the time of all threads together, divided by the threads; the rest is what \
            threads wait, and what has no clock. With --picture it is your own picture, and the encoder is measured in \
            its proportions.

            With --method it is a method's map that is made again and again, in turns with the plain forward pass to \
            the tokens: its time, their ratio, and the most memory the process had.
            """)

    @OptionGroup var model: ModelOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The short side of a square picture, or of the picture given, in pixels. (default: 224)", valueName: "n"),
        transform: NumberArgument.whole(NumberArgument.side))
    var shortSide = 224

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The picture's size instead, in pixels.", valueName: "HEIGHTxWIDTH"),
        transform: NumberArgument.size)
    var size: PictureSize?

    @Option(help: ArgumentHelp("A PNG or JPEG to take through the stages.", valueName: "path"))
    var picture: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Threads that work on the picture. (default: one a core)", valueName: "n"),
        transform: NumberArgument.whole(NumberArgument.workers))
    var threads = Processor.count

    @Option(help: "What is recorded. (default: class-last)")
    var recording: BenchmarkRecording?

    @Option(help: ArgumentHelp("Measure a method's map instead, beside the forward pass.", valueName: "method"))
    var method: MethodName?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Timed runs. (default: 20)", valueName: "n"),
        transform: NumberArgument.whole(NumberArgument.runs))
    var runs = 20

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Runs before the clock is looked at. (default: 3)", valueName: "n"),
        transform: NumberArgument.whole(0...NumberArgument.runs.upperBound))
    var warmUp = 3

    @Flag(inversion: .prefixedNo, help: "Measure the stages of a picture too.")
    var stages = true

    @Flag(help: "One line of JSON instead of a table.")
    var json = false

    func validate() throws {
        guard picture == nil || size == nil else { throw ValidationError("--picture has a size of its own: no --size") }
        guard method == nil || (recording == nil && picture == nil) else {
            throw ValidationError("--method has its own recording and a picture of noise: no --recording, no --picture")
        }
        guard picture == nil || stages else { throw ValidationError("--picture is for the stages: no --no-stages") }
    }

    func run() throws {
        let size = try measuredSize()
        let checkpoint = try Checkpoint(named: model.model)
        let request = MethodRequest(method.map { [$0] } ?? [.attention])
        let transformer = try model.transformer(of: checkpoint, isDifferentiable: request.needsGradients)
        let encoder = try EncoderBenchmark(
            model: transformer, size: size, threads: threads, recording: recording ?? .classLast)
        if method != nil {
            let parts = MethodParts(of: transformer, from: checkpoint)
            let planned = try request.planned(for: checkpoint.configuration)
            let benchmark = MethodBenchmark(method: try planned[0].method(with: parts), encoder: encoder)
            StandardStream.output.write(line: try benchmark.report(runs: runs, after: warmUp, asJSON: json))
            return
        }
        // The encoder first: its peak of memory would otherwise be the photograph's.
        let times = try encoder.run(count: runs, after: warmUp)
        let stages = stages ? try PictureBenchmark.table(of: encoder, size: size, picture: picture, runs: runs) : nil
        let report = try BenchmarkReport(encoder: encoder, times: times, stages: stages)
        StandardStream.output.write(line: json ? try report.json() : report.table)
    }

    /// Where a picture is given, its own proportions at the short side asked for.
    private func measuredSize() throws -> PictureSize {
        guard let picture else { return size ?? PictureSize(height: shortSide, width: shortSide) }
        let original = try Picture(contentsOf: picture).size
        func scaled(_ side: Int) -> Int { max(1, side * shortSide / original.shortSide) }
        return PictureSize(height: scaled(original.height), width: scaled(original.width))
    }
}
