import ArgumentParser
import ModelHub
import PatchLens

/// `patchlens model verify`: whether a model's files are what they were, and a model can be made of them.
struct ModelVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a model's files, numbers and structure.",
        discussion: """
            Compares every file of the Hugging Face cache with the hash that it goes by, reads every weight for what \
            is not finite, and builds the model. Says what is wrong, naming the file or the tensor, and ends with exit \
            code 2 if anything is.
            """)

    @Argument(help: ModelOptions.modelHelp)
    var model: String

    @Flag(name: .customLong("json"), help: "Print one JSON object.")
    var printsJSON = false

    func run() throws {
        let location = try ModelStore().location(of: model)
        let files = VerifiedFile.all(of: location)
        var report = VerificationReport(name: model, location, files)
        report.add { try checkWeights() }
        if printsJSON {
            StandardStream.output.write(line: try JSONText.line(report))
        } else {
            for line in report.lines { StandardStream.output.write(line: ShownText.oneLine(line)) }
        }
        for fault in report.faults { StandardStream.error.write(line: "patchlens: \(ShownText.oneLine(fault))") }
        guard report.faults.isEmpty else { throw CommandExit.modelFault }
    }

    /// Those that no layer takes are looked at too; the model looks at the others once more.
    private func checkWeights() throws {
        let checkpoint = try Checkpoint(named: model)
        try checkpoint.checkFinite()
        _ = try VisionTransformer(checkpoint: checkpoint)
    }
}
