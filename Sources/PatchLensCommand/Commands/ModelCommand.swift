import ArgumentParser

/// `patchlens model`: what models there are, where they come from, and what is in them.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Fetch, list, show, verify and remove models.",
        subcommands: [
            ModelPullCommand.self, ModelListCommand.self, ModelShowCommand.self, ModelVerifyCommand.self,
            ModelRemoveCommand.self,
        ])
}
