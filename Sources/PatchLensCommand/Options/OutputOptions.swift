import ArgumentParser
import PatchLens

/// What is written, and where.
struct OutputOptions: ParsableArguments {
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The folder everything is written into; the inputs' folders are mirrored.", valueName: "dir")
    )
    var output: String

    @Option(
        help: ArgumentHelp(
            "Names of outputs below the output folder. (default: {dir}/{stem}.png)",
            discussion: """
                Fields: {root} the searched folder's name, {dir} the folders below it, {name} the file's name, \
                {stem} and {ext} its parts, {index} the input's place in the run, {method}, {query}, {layer}, {head}. \
                Several maps of a picture get .rollout or .layer11.head0 before the extension where the template has \
                no field for it.
                """,
            valueName: "template"),
        transform: { try OutputTemplate($0) })
    var template = OutputTemplate.mirrored

    @Option(
        help: ArgumentHelp(
            "Also write the probabilities from the query to the patches, float32 (layers, heads, rows, columns).",
            valueName: "format"))
    var saveMaps = SavedMaps.none

    @Flag(help: "Draw pictures again whose outputs are there already.")
    var overwrite = false

    @Flag(help: "Print what would be written, and write nothing.")
    var dryRun = false

    func validate() throws {
        guard !output.isEmpty else { throw ValidationError("-o has to name a folder") }
    }
}
