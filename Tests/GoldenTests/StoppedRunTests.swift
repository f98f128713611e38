import Foundation
import PatchLens
import TestSupport
import Testing

/// Cases 19 and 24 of the reliability list, as processes: signals, outputs that nobody can write to.
@Suite("Runs that are stopped", .serialized)
struct StoppedRunTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let picture = try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.images)/chelsea.png")))
        for index in 10..<40 { try folder.file("p/\(index).png", picture) }
    }

    private static let isRoot = geteuid() == 0

    /// Runs a line of the shell to its end, with `PATCHLENS` for the command, quoted, and all it says in `errors`.
    @discardableResult
    private func shell(_ line: String) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", line]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "PATCHLENS": patchlens.executable.path, "IN": folder.path("p"), "OUT": folder.path("out"),
        ]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle(forWritingAtPath: try folder.file("errors", []))
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private func errors() throws -> String { String(decoding: try folder.contents("errors"), as: UTF8.self) }

    /// Begins a run, waits until it says or writes something, and signals it.
    private func begin(_ arguments: [String], until isUnderWay: () -> Bool) throws -> Process {
        let process = Process()
        process.executableURL = patchlens.executable
        process.arguments = arguments
        process.standardOutput = FileHandle(forWritingAtPath: try folder.file("output", []))
        process.standardError = FileHandle(forWritingAtPath: try folder.file("errors", []))
        try process.run()
        while !isUnderWay(), process.isRunning { usleep(2000) }
        return process
    }

    /// What is in hand takes long: the second signal does not wait for it.
    @Test(arguments: [(SIGINT, SIGINT), (SIGTERM, SIGINT)])
    func aSecondSignalStopsAtOnce(first: Int32, second: Int32) throws {
        let slow = ["--method", "gradient-rollout", "--short-side", "700", "--jobs", "1", "--threads", "1", "-q"]
        let process = try begin([folder.path("p"), "-o", folder.path("out")] + slow) {
            // The manifest is begun with the first picture; the folder of manifests is there before.
            (try? FileManager.default.contentsOfDirectory(atPath: folder.path("out/.patchlens")))?.isEmpty == false
        }
        kill(process.processIdentifier, first)
        while try !errors().contains("a second signal stops at once"), process.isRunning { usleep(2000) }
        try #require(process.isRunning)
        let start = ContinuousClock.now
        kill(process.processIdentifier, second)
        process.waitUntilExit()
        // Some milliseconds on a machine that does nothing else; all pictures would take minutes.
        #expect(start.duration(to: .now) < .seconds(30))
        #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == second)
        #expect(folder.files(below: "out").isEmpty)
        // The manifest is valid, and does not say that the run ended.
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("out/.patchlens"))
        #expect(names.count == 1)
        let lines = try folder.contents("out/.patchlens/\(names[0])").split(separator: UInt8(ascii: "\n"))
        for line in lines { #expect(try JSONSerialization.jsonObject(with: Data(line)) is [String: Any]) }
        #expect(lines.count == 1)
    }

    /// Half of what all pictures become together is nothing, and the next run makes all of it.
    @Test(arguments: [
        ["features", "--gather", "features.npy"], ["heads"], ["evaluate", "--methods", "attention", "--steps", "2"],
    ])
    func whatIsGatheredIsWholeOrNotThere(command: [String]) throws {
        let small = Picture(
            size: PictureSize(height: 60, width: 80), pixels: (0..<14_400).map { UInt8(truncatingIfNeeded: $0 * 7) })
        for index in 0..<1200 { try small.writePNG(to: folder.path("s/\(index).png"), threads: 1) }
        let arguments =
            command + [folder.path("s"), "-o", folder.path("out"), "--model", SmallModel.directory] + [
                "--short-side", "60",
            ]
        let process = try begin(arguments + ["--json", "--jobs", "1", "--threads", "1"]) {
            (try? folder.contents("output").contains(10)) ?? false
        }
        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGTERM)
        #expect(folder.files(below: "out").isEmpty)
        let told = try folder.contents("output").split(separator: UInt8(ascii: "\n")).count
        #expect((1..<1200).contains(told))
        let whole = try patchlens(arguments)
        #expect(whole.status == 0 && whole.errors.contains("1200 done, 0 skipped, 0 failed"), "\(whole.errors)")
        #expect(!folder.files(below: "out").isEmpty)
    }

    /// A full disk below standard output: an error, and what was made is recorded.
    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
        arguments: [
            "\"$PATCHLENS\" \"$IN\" -o \"$OUT\" --json", "\"$PATCHLENS\" \"$IN\" -o \"$OUT\" --dry-run",
            "\"$PATCHLENS\" model list",
        ])
    func anOutputThatIsFullIsAnError(line: String) throws {
        #expect(try shell("exec \(line) > /dev/full") == 2)
        #expect(
            try errors().contains("patchlens: standard output cannot be written: No space left on device"))
        let made = folder.files(below: "out")
        #expect(made.count < 30 && made.allSatisfy { !$0.contains(".patchlens-") })
    }

    /// A file system of 700 KB, on which a few overlays have room: the others fail for that, and leave nothing.
    @Test(
        "Case 19: a disk that is full",
        .enabled(if: isRoot && FileManager.default.fileExists(atPath: "/usr/bin/unshare")))
    func aFullDisk() throws {
        try FileManager.default.createDirectory(atPath: folder.path("disk"), withIntermediateDirectories: true)
        let mounts = "mount -t tmpfs -o size=700k none '\(folder.path("disk"))' || exit 99"
        let run = "\"$PATCHLENS\" \"$IN\" -o '\(folder.path("disk"))/out' -q"
        let keeps = "cp -r '\(folder.path("disk"))/out' '\(folder.path("copy"))'"
        let status = try mounted([mounts, run, "echo $? > '\(folder.path("status"))'", keeps])
        guard status != 99 else { return }
        #expect(try String(decoding: folder.contents("status"), as: UTF8.self).hasPrefix("1"))
        #expect(try errors().contains("No space left on device"))
        let made = folder.files(below: "copy")
        #expect((1..<30).contains(made.count) && made.allSatisfy { $0.hasSuffix(".png") && !$0.hasPrefix(".") })
        for name in made { #expect(throws: Never.self) { try Picture(contentsOf: folder.path("copy/\(name)")) } }
    }

    @Test(
        "Case 19: a disk that may not be written to",
        .enabled(if: isRoot && FileManager.default.fileExists(atPath: "/usr/bin/unshare")))
    func aReadOnlyDisk() throws {
        try FileManager.default.createDirectory(atPath: folder.path("disk"), withIntermediateDirectories: true)
        let status = try mounted([
            "mount -t tmpfs -o ro none '\(folder.path("disk"))' || exit 99",
            "\"$PATCHLENS\" \"$IN\" -o '\(folder.path("disk"))/out' -q",
        ])
        guard status != 99 else { return }
        #expect(status == 2)
        #expect(try errors().contains("Read-only file system"))
    }

    /// In a name space of its own, whose mounts nobody else sees and which go with it. 99 where that is not allowed.
    private func mounted(_ lines: [String]) throws -> Int32 {
        let script = try folder.file("script.sh", text: lines.joined(separator: "\n") + "\n")
        return try shell("exec unshare -m sh '\(script)'")
    }

    /// As scripts do that let one run at a time into a folder.
    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/flock")),
        arguments: ["heads", "overlay --method lost"])
    func whoeverBeganItMayHaveLockedTheFolder(command: String) throws {
        try FileManager.default.createDirectory(atPath: folder.path("out"), withIntermediateDirectories: true)
        let line = "exec flock \"$OUT\" timeout 100 \"$PATCHLENS\" \(command) \"$IN/10.png\" -o \"$OUT\""
        #expect(try shell(line + " --short-side 112 --model '\(SmallModel.directory)'") == 0)
        #expect(!folder.files(below: "out").isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folder.path("out/.patchlens/lock")))
    }

    /// `nohup` has its command ignore a hang-up. A shell has what it runs in the background ignore Ctrl-C, which is
    /// heeded when it is sent by itself.
    @Test(arguments: ["INT", "TERM", "HUP"])
    func aHangUpThatWasToBeIgnoredIs(signal: String) throws {
        let line = """
            trap '' \(signal)
            "$PATCHLENS" "$IN" -o "$OUT" -q --jobs 1 --threads 1 &
            while ! [ -e "$OUT/10.png" ]; do sleep 0.01; done
            kill -\(signal) $! && wait $!
            """
        let isIgnored = signal == "HUP"
        #expect(try shell(line) == (isIgnored ? 0 : signal == "INT" ? 128 + SIGINT : 128 + SIGTERM))
        #expect((folder.files(below: "out").count == 30) == isIgnored)
    }

    /// Both make everything, each records what it made, and nothing is torn or lost.
    @Test func twoRunsAtOnce() throws {
        let processes = try (0..<2).map { _ in
            try begin([folder.path("p"), "-o", folder.path("out"), "-q", "--jobs", "2"]) { true }
        }
        for process in processes {
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        }
        #expect(folder.files(below: "out").count == 30)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("out/.patchlens"))
        for name in names where name.hasSuffix(".jsonl") {
            for line in try folder.contents("out/.patchlens/\(name)").split(separator: UInt8(ascii: "\n")) {
                #expect(try JSONSerialization.jsonObject(with: Data(line)) is [String: Any])
            }
        }
        let again = try patchlens([folder.path("p"), "-o", folder.path("out")])
        #expect(again.errors.contains("0 done, 30 skipped"), "\(again.errors)")
    }

    /// By whatever path it is asked for, a picture is in the list of objects once.
    @Test func aPictureHasOneNameAmongObjects() throws {
        try folder.link("other", to: folder.path("p"))
        let arguments = [
            "-o", folder.path("out"), "--method", "lost", "--short-side", "112", "--template", "{stem}.png",
        ]
        #expect(try patchlens([folder.path("p/10.png")] + arguments).errors.contains("1 done, 0 skipped"))
        #expect(try patchlens([folder.path("other/10.png")] + arguments).status == 0)
        #expect(try patchlens([folder.path("p/../p/10.png"), "--overwrite"] + arguments).status == 0)
        let document = try #require(try COCODocument(contentsOf: folder.path("out/objects.json")))
        #expect(document.pictures.count == 1)
    }

    /// What one process finds while the other is at work stays in the file of both.
    @Test func twoRunsAtOnceKeepTheirObjects() throws {
        let arguments = ["--method", "lost", "-q", "--short-side", "112", "--jobs", "1"]
        let picture = try folder.contents("p/10.png")
        for index in 0..<10 { try folder.file("q/\(index).png", picture) }
        let processes = try ["p", "q"].map { name in
            try begin([folder.path(name), "-o", folder.path("out"), "--template", "{root}/{stem}.png"] + arguments) {
                true
            }
        }
        for process in processes { process.waitUntilExit() }
        let document = try #require(try COCODocument(contentsOf: folder.path("out/objects.json")))
        #expect(document.pictures.count == 40)
        let again = try patchlens(
            [folder.path("p"), folder.path("q"), "-o", folder.path("out"), "--template", "{root}/{stem}.png"]
                + arguments.filter { $0 != "-q" })
        #expect(again.errors.contains("0 done, 40 skipped"), "\(again.errors)")
    }
}
