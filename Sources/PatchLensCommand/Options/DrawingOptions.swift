import ArgumentParser
import PatchLens

/// How attention is drawn.
struct DrawingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What is drawn.", valueName: "layout"))
    var layout = OverlayLayout.overlay

    @Option(help: ArgumentHelp("The colours of values.", valueName: "name"))
    var colormap = Colormap.viridis

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How much of a pixel is the map's colour, from 0 to 1. (default: 0.6)", valueName: "f"),
        transform: NumberArgument.part)
    var opacity = 0.6

    @Option(
        help: ArgumentHelp(
            "Which values the colours span: a map's own, those of all maps of a layer, or 0 to a bound that is 1 "
                + "unless given. (default: picture)", valueName: "picture|heads|absolute[:f]"),
        transform: DrawingArgument.scale)
    var scale = ColorScale.picture

    @Option(help: ArgumentHelp("What is drawn between the centres of patches.", valueName: "how"))
    var upsample = Upsampling.smooth

    @Flag(help: "Put a colour bar with the numbers of the scale under the picture.")
    var legend = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The most pixels a side of an overlay has; larger pictures are drawn on a smaller copy. (default: the "
                + "original's own size)", valueName: "n"),
        transform: NumberArgument.whole(NumberArgument.side))
    var outputSide: Int?

    @Option(help: ArgumentHelp("How much time goes into making the files small.", valueName: "effort"))
    var pngEffort = PNGEffort.fast

    @Flag(
        name: .customLong("full-decode"),
        help: ArgumentHelp(
            "Decode JPEGs at full size for heat maps and with --output-side, too.",
            discussion: """
                There fewer pixels do, unless maps are saved or --fit processor is followed: a JPEG is decoded at one \
                half, quarter or eighth of its size, at least twice what the model sees, and --json says so. Heads' \
                maps then correlate 0.99 and more with those of all pixels.
                """))
    var decodesFully = false

    /// All of it, but for the effort, as the library takes it.
    var style: OverlayStyle {
        OverlayStyle(
            layout: layout, colormap: colormap, opacity: opacity, scale: scale, upsampling: upsample, legend: legend,
            longestSide: outputSide)
    }
}
