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

    @Option(help: "A model's name, or its folder.")
    var model = "dinov2-small"

    @Option(help: "The short side of a square picture, in pixels.")
    var shortSide = 224

    @Option(help: ArgumentHelp("The picture's size instead, in pixels.", valueName: "HEIGHTxWIDTH"))
    var size: BenchmarkSize?

    @Option(help: "Threads that work on the picture; all processors unless given.")
    var threads: Int = Processor.count

    @Option(help: "What matrix products are rounded to: \(Precision.allCases.map(\.rawValue).joined(separator: ", ")).")
    var precision = Precision.float32

    @Option(help: "What is recorded: \(BenchmarkRecording.allCases.map(\.rawValue).joined(separator: ", ")).")
    var recording = BenchmarkRecording.classLast

    @Option(help: "Timed runs.")
    var runs = 20

    @Flag(help: "One line of JSON instead of a table.")
    var json = false

    func validate() throws {
        guard shortSide >= 1 else { throw ValidationError("--short-side is at least 1, not \(shortSide)") }
        guard threads >= 1 else { throw ValidationError("--threads is at least 1, not \(threads)") }
        guard runs >= 1 else { throw ValidationError("--runs is at least 1, not \(runs)") }
    }

    func run() throws {
        let benchmark = try EncoderBenchmark(
            model: VisionTransformer(named: model, precision: precision), size: size?.size ?? square, threads: threads,
            recording: recording)
        let result = try benchmark.run(count: runs)
        print(json ? result.json : result.table)
    }

    private var square: PictureSize { PictureSize(height: shortSide, width: shortSide) }
}

/// `518x784`: height first, as everywhere.
struct BenchmarkSize: ExpressibleByArgument {
    let size: PictureSize

    init?(argument: String) {
        let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let height = parts[0], let width = parts[1], height >= 1, width >= 1 else {
            return nil
        }
        size = PictureSize(height: height, width: width)
    }
}
