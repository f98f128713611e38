import ArgumentParser
import ModelHub

/// `patchlens model pull`: a model from the Hugging Face hub into the cache that its own libraries use.
struct ModelPullCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetch a model from the Hugging Face hub.",
        discussion: """
            Fetches the configurations, the tokenizer and the safetensors weights into the Hugging Face cache, where \
            Python's libraries find them too. Run again, it goes on where it was stopped. The folder is printed on \
            standard output.

            HF_ENDPOINT is the hub's address, HF_TOKEN says who asks, HF_HUB_OFFLINE forbids every connection, and \
            HF_HOME or HF_HUB_CACHE is where the cache is.
            """)

    @Argument(
        help: ArgumentHelp(
            "A model of the hub, such as facebook/dinov2-base, with @ and a branch, tag or commit.",
            valueName: "org/name[@revision]"))
    var model: String

    @Flag(name: .customLong("json"), help: "Print one JSON object.")
    var printsJSON = false

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Say nothing but what failed.")
    var isQuiet = false

    func run() throws {
        let line = TransferLine(isShown: StandardStream.error.isTerminal && !isQuiet && !printsJSON)
        let pulled: PulledModel
        do {
            pulled = try ModelHub().pull(model, progress: line.show)
        } catch {
            line.clear()
            throw error
        }
        line.clear()
        let report = PullReport(name: model, pulled)
        StandardStream.output.write(line: printsJSON ? try JSONText.line(report) : report.folder)
        if !isQuiet && !printsJSON {
            StandardStream.error.write(line: "patchlens: \(report.line(after: line.seconds))")
        }
    }
}
