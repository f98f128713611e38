import ArgumentParser
import PatchLens

/// `patchlens model remove`: a model of the store, or of the Hugging Face cache with `--yes`.
struct ModelRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a model from the store or the Hugging Face cache.",
        discussion: """
            From the cache, organisation/name goes with all of its revisions, and organisation/name@revision without \
            the files that other revisions share. The cache is also other programs', so that it takes --yes.
            """)

    @Argument(help: ArgumentHelp("A name that `patchlens model list` prints.", valueName: "name"))
    var model: String

    @Flag(name: [.customShort("y"), .customLong("yes")], help: "Remove it from the cache that other programs share.")
    var isSure = false

    @Flag(name: .customLong("json"), help: "Print one JSON object.")
    var printsJSON = false

    func run() throws {
        let removal = try ModelRemoval(of: model)
        let size = ShownText.bytes(removal.byteCount)
        guard removal.place == .store || isSure else {
            throw ValidationError(
                "\(model) is in the cache that other programs share; --yes removes "
                    + "\(removal.paths.joined(separator: ", ")) and frees \(size)")
        }
        try removal()
        if printsJSON {
            let record = Record(name: model, removed: removal.paths, bytes: removal.byteCount)
            StandardStream.output.write(line: try JSONText.line(record))
        } else {
            StandardStream.error.write(line: "patchlens: \(model) removed, \(size) freed")
        }
    }

    private struct Record: Encodable {
        let name: String
        let removed: [String]
        let bytes: Int
    }
}
