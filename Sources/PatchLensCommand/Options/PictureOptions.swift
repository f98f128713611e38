import ArgumentParser
import PatchLens

/// How a picture is read and made ready for the model.
struct PictureOptions: ParsableArguments {
    @Option(
        name: .customLong("short-side"), parsing: .unconditional,
        help: ArgumentHelp(
            "Pixels of a picture's short side when the model sees it, with --fit whole; more give a finer map. "
                + "(default: 224)", valueName: "n"),
        transform: NumberArgument.whole(NumberArgument.side))
    var wantedShortSide: Int?

    /// With `PictureFit.whole`.
    var shortSide: Int { wantedShortSide ?? 224 }

    @Option(help: ArgumentHelp("What transparent pixels are put on, or drop their transparency.", valueName: "how"))
    var alpha = AlphaTreatment.white

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Refuse pictures of more pixels than this, before reading them. (default: 100 million)", valueName: "n"),
        transform: NumberArgument.whole(NumberArgument.pixels))
    var maxPixels = DecodingLimits.default.pixels

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Refuse pictures whose decoding holds more memory than this, in MiB, before reading them: the file, the "
                + "picture and what the codec keeps. (default: 512, and in proportion to a larger --max-pixels)",
            valueName: "mib"),
        transform: NumberArgument.whole(NumberArgument.mebibytes))
    var maxDecodeMemory: Int?

    @Flag(
        help: ArgumentHelp(
            "Decode files that end among their pixels as far as they go.",
            discussion: """
                Rows that are missing are grey (128), and what later passes of an interlaced PNG or scans of a \
                progressive JPEG would make finer stays coarse. A warning says so, in --json as "truncated". Without \
                it such a file fails.
                """))
    var allowTruncated = false

    @Option(
        help: ArgumentHelp(
            "Refuse pictures of more patches than this, up to 65536: time grows with their square. (default: 16384)",
            valueName: "n"),
        transform: NumberArgument.whole(1...PatchGrid.maximumCount))
    var maxPatches = PicturePreprocessing.usualMaximumPatches

    /// The checkpoint's own preprocessor has a size of its own: an option without effect is a mistake.
    func validate(with fit: PictureFit) throws {
        guard wantedShortSide != nil, fit == .processor else { return }
        throw ValidationError("--short-side goes with --fit whole; --fit processor has the checkpoint's own size")
    }

    /// How a file becomes a picture, as the library takes it.
    var decoding: DecodingOptions {
        DecodingOptions(
            alpha: alpha, limits: DecodingLimits(pixels: maxPixels, bytes: decodingBytes),
            allowsTruncated: allowTruncated)
    }

    /// A larger picture takes more memory, too: as many bytes a pixel as the default limits have.
    private var decodingBytes: Int {
        if let maxDecodeMemory { return maxDecodeMemory << 20 }
        let standard = DecodingLimits.default
        let bytes = Double(maxPixels) * Double(standard.bytes) / Double(standard.pixels)
        return max(standard.bytes, Int(exactly: bytes.rounded()) ?? .max)
    }

    /// How a file becomes patches, as the library takes it.
    func reading(fit: PictureFit) -> PictureReading {
        PictureReading(decoding: decoding, shortSide: shortSide, fit: fit, maximumPatches: maxPatches)
    }
}
