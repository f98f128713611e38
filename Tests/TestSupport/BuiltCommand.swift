package import Foundation

/// The command as users have it: the product built with the tests, run as a process.
package struct BuiltCommand: Sendable {
    /// What a run left behind.
    package struct Result: Sendable {
        /// The exit code.
        package let status: Int32
        /// Standard output.
        package let output: String
        /// Standard error.
        package let errors: String

        /// The lines of standard output.
        package var lines: [String] { output.split(separator: "\n").map(String.init) }
        /// The lines of standard error.
        package var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
    }

    /// Where it is.
    package let executable: URL

    /// Looks beside the test bundle.
    package init(named name: String = "patchlens") {
        Self.heedSignals
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let folder = bundle?.deletingLastPathComponent() ?? Bundle.main.bundleURL
        executable = folder.appendingPathComponent(name)
    }

    /// What this process ignores its children would, too, as where a script runs the tests in the background.
    private static let heedSignals: Void = {
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
    }()

    /// Runs to the end. Nothing is asked on standard input; variables are added to those of this process.
    ///
    /// - Parameter largestFile: How long a file may become, in blocks of 512 bytes: a write beyond is short and the
    /// next one fails, as on a full disk. nil for any length.
    package func callAsFunction(
        _ arguments: [String], environment: [String: String] = [:], largestFile: Int? = nil
    ) throws -> Result {
        let folder = try TemporaryFolder()
        let (output, errors) = (try folder.file("output", []), try folder.file("errors", []))
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        if let largestFile {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            let line = "trap '' XFSZ; ulimit -f \(largestFile); exec \"$0\" \"$@\""
            process.arguments = ["-c", line, executable.path] + arguments
        }
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        // Files and not pipes: a full pipe would stop the process, and reading two at once takes threads.
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: String(decoding: try folder.contents("output"), as: UTF8.self),
            errors: String(decoding: try folder.contents("errors"), as: UTF8.self))
    }
}
