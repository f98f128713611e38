import ArgumentParser
import PatchLens

/// How a picture is read and made ready for the model.
struct PictureOptions: ParsableArguments {
    @Option(
        name: .customLong("short-side"), parsing: .unconditional,
        help: ArgumentHelp(
            "Pixels of a picture's short side when the model sees it, with --fit whole; more give a finer map. (default: "
                + "224)", valueName: "n"),
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
        let standard = DecodingLimits.default
        // A larger picture takes more memory, too: as many bytes a pixel as the default limits have.
        let bytes = Double(maxPixels) * Double(standard.bytes) / Double(standard.pixels)
        return DecodingOptions(
            alpha: alpha,
            limits: DecodingLimits(pixels: maxPixels, bytes: max(standard.bytes, Int(exactly: bytes.rounded()) ?? .max))
        )
    }

    /// How a file becomes patches, as the library takes it.
    func reading(fit: PictureFit) -> PictureReading {
        PictureReading(decoding: decoding, shortSide: shortSide, fit: fit, maximumPatches: maxPatches)
    }
}
