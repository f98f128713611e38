import ArgumentParser
import PatchLens

/// `patchlens model list`: the models of the store and of the Hugging Face cache, by the names `--model` takes.
struct ModelListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the models that are there, by name, family, size, stored precision and folder.")

    @Flag(name: .customLong("json"), help: "Print one line of JSON a model.")
    var printsJSON = false

    func run() throws {
        let entries = ModelStore().models.map(ModelListEntry.init)
        for entry in entries {
            StandardStream.output.write(line: printsJSON ? try JSONText.line(entry) : ShownText.oneLine(entry.line))
        }
        if entries.isEmpty {
            StandardStream.error.write(
                line: "patchlens: no models; Tools/setup.sh gets \(ModelStore.defaultModel), "
                    + "`patchlens model pull` others")
        }
    }
}
