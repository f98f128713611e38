import ArgumentParser

/// The command `patchlens`.
@main
struct PatchLensCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patchlens",
        abstract: "Show what a Vision Transformer attends to.",
        version: "patchlens 0.1.0",
        subcommands: [
            OverlayCommand.self, HeadsCommand.self, MatchCommand.self, EvaluateCommand.self, FeaturesCommand.self,
            ClassifyCommand.self, ModelCommand.self, BenchCommand.self,
        ],
        defaultSubcommand: OverlayCommand.self)

    /// Instead of the parser's own, to keep the exit codes of `CommandExit`.
    static func main() async {
        StandardStream.openMissing()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            try StandardStream.checkOutput()
        } catch {
            CommandExit.leave(for: error)
        }
    }
}
