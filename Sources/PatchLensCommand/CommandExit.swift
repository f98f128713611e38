import ArgumentParser

/// How the command ends: 0 all done, 1 some pictures failed, 2 set-up or model error, 64 usage.
enum CommandExit {
    /// Some pictures failed, and were reported.
    static let picturesFailed = ExitCode(1)
    /// The run could not begin, or not go on: no model, no weights, nowhere to write.
    static let setUp = ExitCode(2)

    /// What keeps a run from beginning, though it was asked for properly.
    struct SetUpError: Error {
        let message: String
    }

    /// Says what was wrong in one line, and ends the process; help and version leave by the same way.
    static func leave(for error: any Error) -> Never {
        if let error = error as? SetUpError {
            StandardStream.error.write(line: "patchlens: \(error.message)")
            PatchLensCommand.exit(withError: setUp)
        }
        guard PatchLensCommand.exitCode(for: error) == .validationFailure else {
            PatchLensCommand.exit(withError: error)
        }
        StandardStream.error.write(line: "patchlens: \(PatchLensCommand.message(for: error)) (patchlens --help)")
        PatchLensCommand.exit(withError: ExitCode.validationFailure)
    }

    /// Runs a check of what the user asked for; what it throws becomes a usage error with its own words.
    static func asUsage<Result>(_ check: () throws -> Result) throws -> Result {
        do { return try check() } catch { throw ValidationError("\(error)") }
    }

    /// Runs a step of the set-up; what it throws becomes exit code 2 with its own words.
    static func asSetUp<Result>(_ step: () throws -> Result) throws -> Result {
        do { return try step() } catch { throw SetUpError(message: "\(error)") }
    }
}
