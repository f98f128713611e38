import ArgumentParser
import PatchLens

/// What is written of features, and where.
struct FeatureOutputOptions: ParsableArguments {
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The folder everything is written into; the inputs' folders are mirrored.", valueName: "dir")
    )
    var output: String

    @Option(
        help: ArgumentHelp(
            "Names of outputs below the output folder. (default: {dir}/{stem}.npy)",
            discussion: """
                Fields: {root} the searched folder's name, {dir} the folders below it, {name} the file's name, \
                {stem} and {ext} its parts, {index} the input's place in the run, {layer}.
                """,
            valueName: "template"),
        transform: {
            try OutputTemplate($0, fileExtension: FeatureNaming.fileExtension, fields: FeatureNaming.fields)
        })
    var template: OutputTemplate?

    @Option(
        help: ArgumentHelp(
            "Write the rows of all pictures into one file of this name instead, and beside it, ending in .jsonl, a "
                + "line of JSON a picture that says which rows are its own.", valueName: "features.npy"),
        transform: GatheredFeatures.init)
    var gather: GatheredFeatures?

    @Flag(help: "Write again what is there already.")
    var overwrite = false

    @Flag(help: "Print what would be written, and write nothing.")
    var dryRun = false

    func validate() throws {
        guard !output.isEmpty else { throw ValidationError("-o has to name a folder") }
        guard gather == nil || template == nil else {
            throw ValidationError("--template names a file for each picture, --gather one for all: give only one")
        }
    }
}
