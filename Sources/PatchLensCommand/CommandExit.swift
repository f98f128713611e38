import ArgumentParser

/// How the command ends: 0 all done, 1 some pictures failed, 2 set-up or model error, 64 usage.
enum CommandExit {
    /// Some pictures failed, and were reported.
    static let picturesFailed = ExitCode(1)
    /// A model has faults, and they were reported.
    static let modelFault = ExitCode(2)
    /// The run could not begin, for want of a model or weights, or could not write what all of it became.
    private static let setUp = ExitCode(2)

    /// Says what was wrong in one line, and ends the process; help and version leave by the same way.
    static func leave(for error: any Error) -> Never {
        let code = PatchLensCommand.exitCode(for: error)
        if error is ExitCode || code.isSuccess { PatchLensCommand.exit(withError: error) }
        let isUsage = code == .validationFailure
        let message = ShownText.oneLine(PatchLensCommand.message(for: error))
        StandardStream.error.write(line: "patchlens: \(message)" + (isUsage ? " (patchlens --help)" : ""))
        PatchLensCommand.exit(withError: isUsage ? code : setUp)
    }

    /// Runs a check of what the user asked for; what it throws becomes a usage error with its own words.
    static func asUsage<Result>(_ check: () throws -> Result) throws -> Result {
        do { return try check() } catch { throw ValidationError("\(error)") }
    }
}
