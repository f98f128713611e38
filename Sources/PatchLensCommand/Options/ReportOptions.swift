import ArgumentParser

/// What the command says while it works.
struct ReportOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print one line of JSON a picture on standard output.")
    var printsJSON = false

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Say nothing but what failed.")
    var isQuiet = false

    @Flag(
        name: [.customShort("v"), .customLong("verbose")],
        help: "Say for each picture what was done and how long it took.")
    var isVerbose = false

    func validate() throws {
        guard !(isQuiet && isVerbose) else { throw ValidationError("-q and -v exclude each other") }
    }
}
