import ArgumentParser

/// The command `patchlens`.
@main
struct PatchLensCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "patchlens", subcommands: [BenchCommand.self])
}
