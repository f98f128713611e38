import Foundation
import TestSupport
import Testing

/// Which pictures a run is about, by the command as a process that writes nothing.
@Suite("The command's pictures")
struct PictureSelectionTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["a.png", "b.jpg", "raw/c.png", "raw/tmp/d.png", "tmp/e.png"] { try folder.file("p/\(name)") }
    }

    private func plan(
        _ arguments: [String], command: String = "overlay", environment: [String: String] = [:]
    ) throws -> BuiltCommand.Result {
        let output = command == "classify" ? [] : ["-o", folder.path("out")]
        return try patchlens(
            [command, "--model", SmallModel.directory, "--dry-run"] + output + arguments, environment: environment)
    }

    /// The outputs, below the output folder.
    private func outputs(_ arguments: [String], environment: [String: String] = [:]) throws -> [String] {
        let result = try plan(arguments, environment: environment)
        try #require(result.status == 0, "\(result.errors)")
        #expect(folder.files(below: "out").isEmpty)
        return result.lines.map { String($0.dropFirst(folder.path("out/").count)) }
    }

    @Test func patternsChoose() throws {
        #expect(try outputs([folder.path("p"), "--exclude", "tmp/", "--exclude", "b.*"]) == ["a.png", "raw/c.png"])
        #expect(
            try outputs([folder.path("p"), "--include", "raw/", "--include", "/*.jpg"])
                == ["b.png", "raw/c.png", "raw/tmp/d.png"])
        #expect(try outputs([folder.path("p"), "--include", "raw/", "--exclude", "**/tmp/*"]) == ["raw/c.png"])
        let none = try plan([folder.path("p"), "--include", "none"])
        #expect(none.status == 64 && none.errors.contains("leave out all there are"), "\(none.errors)")
    }

    /// Every command that reads folders takes the same options; those without files of a picture name the picture.
    @Test(arguments: ["overlay", "features", "heads", "evaluate"])
    func everyCommandChooses(command: String) throws {
        let result = try plan(
            [folder.path("p"), "--exclude", "tmp", "--sample", "2", "--shard", "0/1"], command: command)
        #expect(result.status == 0 && result.lines.count == 2, "\(result.errors)")
        #expect(folder.files(below: "out").isEmpty)
        let isNamed = result.lines.allSatisfy { $0.hasPrefix(folder.path("p/")) }
        #expect(isNamed == ["heads", "evaluate"].contains(command))
    }

    @Test func aClassifierChooses() throws {
        let model = "\(FamilyCase.folder)/vit-hf-classifier"
        let result = try patchlens(
            ["classify", folder.path("p"), "--model", model, "--exclude", "raw", "--dry-run", "--json"])
        #expect(result.status == 0 && result.lines.count == 3, "\(result.errors)")
        #expect(result.lines.allSatisfy { $0.contains(#""status":"planned""#) })
    }

    @Test func listsAreReadFromFilesAndStandardInput() throws {
        try folder.file("p/new\nline.png")
        let paths = ["raw/c.png", "new\nline.png", "a.png"].map { folder.path("p/\($0)") }
        let expected = paths.map { path in
            path.dropFirst().replacingOccurrences(of: "\n", with: "\\x0A")
        }
        let nulls = try folder.file("nulls", text: paths.joined(separator: "\0"))
        #expect(try outputs(["--files-from", nulls, "-0"]) == expected)
        let shell = Process()
        let read = Pipe()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        // Relative paths are relative to the working directory, and so are the outputs'.
        let find = "find p -name '*.png' ! -name 'new*' ! -path '*tmp*' | sort"
        shell.arguments = [
            "-c",
            "cd '\(folder.path)' && \(find) | '\(patchlens.executable.path)' --model '\(SmallModel.directory)' "
                + "-o out --dry-run -q --files-from -",
        ]
        shell.standardOutput = read
        try shell.run()
        let output = read.fileHandleForReading.readDataToEndOfFile()
        shell.waitUntilExit()
        #expect(String(decoding: output, as: UTF8.self) == "out/p/a.png\nout/p/raw/c.png\n")
    }

    /// The rest of the list is gone through.
    @Test func whatAListCannotNameIsAPictureThatFailed() throws {
        let list = try folder.file(
            "list", text: ["none.png", "p/a.png", "p"].map(folder.path).joined(separator: "\n") + "\n")
        let result = try plan(["--files-from", list, "--json"])
        #expect(result.status == 1 && result.lines.count == 3)
        #expect(result.lines[0].contains(#""kind":"unreachable""#) && result.lines[1].contains("planned"))
        #expect(result.lines[2].contains(#""kind":"notAFile""#))
        #expect(result.errors.contains("1 would be drawn") && result.errors.contains("2 failed"))
    }

    @Test func shardsShareThePictures() throws {
        for index in 0..<40 { try folder.file("p/many/\(index).png") }
        let all = try outputs([folder.path("p")])
        let shards = try (0..<3).map { try outputs([folder.path("p"), "--shard", "\($0)/3"]) }
        #expect(shards.allSatisfy { !$0.isEmpty })
        #expect(shards.flatMap { $0 }.sorted() == all.sorted())
        let array = [
            "SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_MAX": "5",
            "SLURM_ARRAY_TASK_STEP": "2", "SLURM_ARRAY_TASK_COUNT": "3",
        ]
        #expect(try outputs([folder.path("p"), "--shard", "auto"], environment: array) == shards[1])
        // A shard may have no pictures.
        #expect(
            try outputs([folder.path("p/a.png"), "--shard", "0/2"]).count
                + outputs([folder.path("p/a.png"), "--shard", "1/2"]).count == 1)
        // Samples are drawn before: of all shards together.
        let sample = try outputs([folder.path("p"), "--sample", "10"])
        #expect(sample.count == 10 && sample == all.filter(sample.contains))
        let parts = try (0..<3).flatMap { try outputs([folder.path("p"), "--sample", "10", "--shard", "\($0)/3"]) }
        #expect(parts.sorted() == sample.sorted())
        #expect(try outputs([folder.path("p"), "--sample", "10", "--sample-seed", "1"]) != sample)
    }

    @Test(arguments: [
        ["--shard", "4/4"], ["--shard", "1"], ["--shard", "auto"], ["--sample", "0"], ["--sample", "-1"],
        ["--sample-seed", "1"], ["--sample", "2", "--sample-seed", "x"], ["-0"], ["--include", ""],
        ["--exclude", "../a"], ["--exclude", "[a"], ["--files-from", "/nowhere/list"],
        ["--method", "pca", "--pca-over", "run", "--shard", "0/2"],
    ])
    func refusesInOneLine(arguments: [String]) throws {
        let result = try plan([folder.path("p")] + arguments)
        #expect(result.status == 64 && result.errorLines.count == 1, "\(result.errors)")
    }

    @Test func saysThatThereIsNothingToRead() throws {
        let result = try plan([])
        #expect(result.status == 64 && result.errors.contains("--files-from"), "\(result.errors)")
    }

    /// What an earlier run wrote is not read, wherever it is; also by a link.
    @Test func ownOutputsAreNotRead() throws {
        try folder.file("p/old/a.png")
        try folder.file("p/old/.patchlens/_done.json")
        try folder.file("p/now/z.png")
        try folder.link("out", to: "p/now")
        let result = try plan([folder.path("p")])
        #expect(result.lines.count == 5)
        #expect(
            result.errors.contains("'\(folder.path("p/old"))' is not searched: it holds outputs of PatchLens"),
            "\(result.errors)")
        #expect(try plan([folder.path("p"), "-q"]).errors.isEmpty)
    }
}
