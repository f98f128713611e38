import Foundation
import PatchLens
import TestSupport
import Testing

/// Runs that are stopped, and taken up again, as processes.
@Suite("The command stopped and run again")
struct RerunTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let picture = try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.images)/chelsea.png")))
        for index in 10..<40 { try folder.file("p/\(index).png", picture) }
    }

    private func arguments(_ more: [String] = []) -> [String] { [folder.path("p"), "-o", folder.path("out")] + more }

    /// The lines of pictures in the only manifest.
    private func recorded() throws -> Int {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("out/.patchlens"))
        let manifest = try #require(names.first { $0.hasSuffix(".jsonl") })
        let lines = try folder.contents("out/.patchlens/\(manifest)").split(separator: UInt8(ascii: "\n"))
        let objects = try lines.map { try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any] }
        return objects.count { $0?["picture"] != nil }
    }

    /// Pictures in hand are finished and recorded, and the rest is made by the next run.
    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func aSignalDrains(signal: Int32) throws {
        let process = Process()
        process.executableURL = patchlens.executable
        process.arguments = arguments(["-q", "--jobs", "2", "--threads", "1"])
        process.standardError = FileHandle.nullDevice
        try process.run()
        while folder.files(below: "out").isEmpty, process.isRunning { usleep(5000) }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == signal)
        let made = folder.files(below: "out")
        #expect((1..<30).contains(made.count))
        #expect(made.allSatisfy { $0.hasSuffix(".png") && !$0.hasPrefix(".") })
        #expect(try recorded() == made.count)
        #expect(!FileManager.default.fileExists(atPath: folder.path("out/.patchlens/_done.json")))

        let rest = try patchlens(arguments())
        #expect(
            rest.errors.contains(
                "\(30 - made.count) done, \(made.count) skipped (--overwrite draws them again), 0 failed"))
        #expect(FileManager.default.fileExists(atPath: folder.path("out/.patchlens/_done.json")))
        // Case 24: byte for byte what an undisturbed run makes.
        try #require(patchlens([folder.path("p"), "-o", folder.path("clean")]).status == 0)
        #expect(folder.files(below: "clean") == folder.files(below: "out"))
        for name in folder.files(below: "clean") {
            #expect(try folder.contents("clean/\(name)") == folder.contents("out/\(name)"))
        }
        let other = try patchlens(arguments(["--opacity", "0.3"]))
        #expect(other.errors.contains("30 pictures were made otherwise and are made again: opacity 0.6, now 0.3"))
        #expect(other.errors.contains("30 done, 0 skipped"))
    }

    /// A palette of all pictures is another one when there is one more, or one has changed.
    @Test func aPaletteOfAllDependsOnTheirList() throws {
        try folder.remove("p")
        for name in ["chelsea.png", "coffee.png"] {
            try folder.file(
                "p/\(name)", [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.images)/\(name)"))))
        }
        let pca = arguments(["--method", "pca", "--pca-over", "run", "--short-side", "112"])
        #expect(try patchlens(pca).errors.contains("2 done, 0 skipped"))
        #expect(try patchlens(pca).errors.contains("0 done, 2 skipped"))
        let rocket = try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.images)/rocket.jpg")))
        try folder.file("p/rocket.jpg", rocket)
        let more = try patchlens(pca)
        #expect(more.errors.contains("3 done, 0 skipped") && more.errors.contains("pictures of the palette"))
        // A picture's own palette does not.
        try folder.remove("out")
        let own = arguments(["--method", "pca", "--short-side", "112"])
        _ = try patchlens(own)
        try folder.file("p/again.jpg", rocket)
        #expect(try patchlens(own).errors.contains("1 done, 3 skipped"))
    }

    /// Nobody reads any more after the first line.
    @Test func aClosedOutputEndsTheRun() throws {
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        let command = ([patchlens.executable.path] + arguments(["--json", "-q"])).map { "'\($0)'" }.joined(
            separator: " ")
        shell.arguments = ["-c", "{ \(command); echo $? > '\(folder.path("status"))'; } | head -n 1"]
        shell.standardOutput = FileHandle.nullDevice
        shell.standardError = FileHandle.nullDevice
        try shell.run()
        shell.waitUntilExit()
        #expect(try folder.contents("status") == Array("\(128 + SIGPIPE)\n".utf8))
        let made = folder.files(below: "out")
        #expect((1..<30).contains(made.count))
        #expect(try recorded() == made.count)
    }

    @Test func stopsAfterSoManyFailures() throws {
        for index in 0..<5 { try folder.file("p/0\(index).png", text: "no picture") }
        let result = try patchlens(arguments(["--max-errors", "3", "--jobs", "1"]))
        #expect(result.status == 1)
        #expect(result.errors.contains("stopped by --max-errors 3"))
        #expect(result.errors.contains("32 not begun"))
        #expect(result.errors.contains("0 done, 0 skipped, 3 failed"))
        #expect(folder.files(below: "out").isEmpty)
    }

    /// The system refuses to write more than 8 KiB to a file: as on a full disk, a write is short and the next fails.
    @Test func whatCannotBeWrittenLeavesNothing() throws {
        try folder.remove("p")
        for name in ["chelsea.png", "coffee.png"] {
            try folder.file(
                "p/\(name)", [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.images)/\(name)"))))
        }
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        let command = ([patchlens.executable.path] + arguments(["-q"])).map { "'\($0)'" }.joined(separator: " ")
        shell.arguments = ["-c", "trap '' XFSZ; ulimit -f 16; exec \(command)"]
        shell.standardError = FileHandle.nullDevice
        try shell.run()
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 1)
        #expect(folder.files(below: "out") == [])
        #expect(try recorded() == 2)
        // Failures to write are tried again without being told to.
        #expect(try patchlens(arguments()).errors.contains("2 done, 0 skipped, 0 failed"))
    }
}
