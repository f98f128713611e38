import ArgumentParser
import PatchLens

/// Where the files about heads go.
struct HeadsOutputOptions: ParsableArguments {
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The folder that the three files are written into.", valueName: "dir"))
    var output: String

    @Flag(help: "Write again what is there already.")
    var overwrite = false

    @Flag(help: "Say what would be read, and write nothing.")
    var dryRun = false

    func validate() throws {
        guard !output.isEmpty else { throw ValidationError("-o has to name a folder") }
    }
}
