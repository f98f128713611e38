import ArgumentParser

/// `patchlens model`: what models there are, and what is in them.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Show models and what is in them.",
        subcommands: [ModelListCommand.self, ModelShowCommand.self])
}
