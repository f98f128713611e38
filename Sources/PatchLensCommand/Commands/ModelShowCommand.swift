import ArgumentParser
import PatchLens

/// `patchlens model show`: family, sizes, tensors, parameters and preprocessing of one model.
struct ModelShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print family, sizes, tensors, parameters and preprocessing of a model.")

    @Argument(help: ModelOptions.modelHelp)
    var model: String

    @Flag(name: .customLong("json"), help: "Print one JSON object.")
    var printsJSON = false

    func run() throws {
        let sheet = try ModelSheet(of: Checkpoint(named: model))
        if printsJSON {
            StandardStream.output.write(line: try JSONText.line(sheet))
        } else {
            for line in sheet.lines { StandardStream.output.write(line: line) }
        }
    }
}
