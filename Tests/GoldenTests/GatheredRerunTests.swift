import Foundation
import PatchLens
import TestSupport
import Testing

/// A command of which all pictures together make one result.
struct GatheringCommand: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    /// The result's files, that which it is called by first.
    let files: [String]
    /// An option that changes it, and how that is told.
    let other: (option: [String], told: String)

    var name: String { files[0] }
    var testDescription: String { arguments[0] }

    static let all = [
        GatheringCommand(
            arguments: ["heads"], files: HeadFiles().all,
            other: (["--no-renormalize"], "renormalize true, now false")),
        GatheringCommand(
            arguments: ["features", "--gather", "all/f.npy"], files: ["all/f.npy", "all/f.jsonl"],
            other: (["--pool", "mean"], "pool none, now mean")),
        GatheringCommand(
            arguments: ["evaluate", "--steps", "2", "--methods", "attention"], files: EvaluationFiles.names,
            other: (["--seed", "7"], "seed 0, now 7")),
    ]
}

/// Results of all pictures, made again only where they would become others (with the small random model).
@Suite("Results of all pictures, run again")
struct GatheredRerunTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["chelsea.png", "rocket.jpg"] { try put(name, as: "photos/\(name)") }
    }

    private func put(_ sample: String, as path: String) throws {
        try folder.file(path, [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.images)/\(sample)"))))
    }

    private func run(
        _ command: GatheringCommand, _ more: [String] = [], of photos: String = "photos", into output: String = "out",
        largestFile: Int? = nil
    ) throws -> BuiltCommand.Result {
        try patchlens(
            command.arguments + [folder.path(photos), "-o", folder.path(output), "--model", SmallModel.directory]
                + ["--short-side", "24"] + more, largestFile: largestFile)
    }

    private func path(_ file: String) -> String { folder.path("out/\(file)") }

    private func record(of command: GatheringCommand) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: path(".patchlens"))
        return ".patchlens/" + (try #require(names.first { $0.hasPrefix("gathered-") }))
    }

    /// When each file was written: made again, they are other ones.
    private func times(_ command: GatheringCommand) throws -> [Date] {
        try command.files.map { file in
            try #require(try FileManager.default.attributesOfItem(atPath: path(file))[.modificationDate] as? Date)
        }
    }

    /// The files are those of a run that found nothing.
    private func expectFresh(_ command: GatheringCommand, _ more: [String] = []) throws {
        _ = try run(command, more, into: "fresh")
        #expect(folder.files(below: "out") == folder.files(below: "fresh"))
        for file in command.files { #expect(try folder.contents("out/\(file)") == folder.contents("fresh/\(file)")) }
    }

    /// For a model there is not enough memory.
    private static let nothingLoaded = ["--memory", "1M"]

    @Test(arguments: GatheringCommand.all)
    func unchangedIsSkipped(command: GatheringCommand) throws {
        #expect(try run(command, ["--dry-run"]).errors.hasPrefix("patchlens: 2 would be "))
        #expect(folder.files(below: "out").isEmpty)
        let first = try run(command)
        #expect(first.status == 0 && !first.errors.contains("again"), "\(first.errors)")
        #expect(folder.files(below: "out") == command.files.sorted())
        let before = try times(command)
        let again = try run(command, Self.nothingLoaded)
        #expect(again.status == 0 && again.errors.contains("0 done, 2 skipped (--overwrite "), "\(again.errors)")
        #expect(again.errorLines.count == 1)
        let planned = try run(command, ["--dry-run", "--json"])
        #expect(planned.status == 0 && planned.lines.allSatisfy { $0.contains(#""status":"skipped""#) })
        #expect(planned.lines.count == 2)
        #expect(try times(command) == before)
        #expect(try run(command, Self.nothingLoaded + ["--overwrite"]).status == 2)
        #expect(try run(command, ["--overwrite"]).errors.contains("2 done, 0 skipped"))
        #expect(try times(command) != before)
    }

    @Test(arguments: GatheringCommand.all)
    func anotherOptionMakesItAgain(command: GatheringCommand) throws {
        try #require(run(command).status == 0)
        let told = "patchlens: \(command.name) was made otherwise and is made again: \(command.other.told)"
        let planned = try run(command, command.other.option + ["--dry-run"])
        #expect(planned.errorLines.first == told && planned.errors.contains("2 would be"), "\(planned.errors)")
        let changed = try run(command, command.other.option)
        #expect(changed.status == 0 && changed.errorLines.first == told, "\(changed.errors)")
        try expectFresh(command, command.other.option)
        #expect(try run(command, ["-q"]).errors.isEmpty)
        #expect(try run(command).errors.contains("0 done, 2 skipped"))
    }

    @Test(arguments: GatheringCommand.all)
    func otherPicturesMakeItAgain(command: GatheringCommand) throws {
        try #require(run(command).status == 0)
        try put("coffee.png", as: "photos/rocket.jpg")
        let changed = try run(command)
        #expect(
            changed.errors.contains("\(command.name) is made again: its pictures have changed"), "\(changed.errors)")
        try expectFresh(command)
        try put("coffee.png", as: "photos/more.png")
        let added = try run(command)
        #expect(added.errors.contains("\(command.name) was made of other pictures"))
        #expect(added.errors.contains("3 done, 0 skipped"), "\(added.errors)")
        try folder.remove("fresh")
        try expectFresh(command)
        #expect(try run(command, ["--exclude", "more.png"]).errors.contains("2 done, 0 skipped"))
    }

    /// As a run leaves it that is killed before its files are replaced, or while they are; and what nobody left.
    @Test(arguments: GatheringCommand.all)
    func withoutAWholeRecordItIsMadeAgain(command: GatheringCommand) throws {
        try #require(run(command).status == 0)
        let name = try record(of: command)
        let time = /"modified":[0-9]+/
        let whole = String(decoding: try folder.contents("out/\(name)"), as: UTF8.self)
        for text in [
            whole.replacing(#""isWhole":true"#, with: #""isWhole":false"#), String(whole.dropLast(9)), "",
            whole.replacing(command.name, with: "other"),
        ] {
            try folder.file("out/\(name)", text: text)
            try folder.file("out/\(command.name)", text: "half")
            let again = try run(command)
            #expect(again.errors.contains("\(command.name) is made again: there is no whole record of what it was"))
            #expect(again.status == 0 && again.errors.contains("2 done, 0 skipped"), "\(again.errors)")
            let text = try String(decoding: folder.contents("out/\(name)"), as: UTF8.self)
            #expect(text.replacing(time, with: "") == whole.replacing(time, with: ""))
        }
        try expectFresh(command)
    }

    /// What no run tells of may be somebody's: found before anything is loaded, and in a dry run.
    @Test(arguments: GatheringCommand.all)
    func whatNoRunRecordedIsKept(command: GatheringCommand) throws {
        for file in command.files {
            try folder.file("out/\(file)", text: "mine")
            for more in [[], Self.nothingLoaded, ["--dry-run"]] {
                let refused = try run(command, more)
                let told = "'\(path(file))' is there and no run recorded it: --overwrite replaces it"
                #expect(refused.status == 64 && refused.errors.contains(told), "\(refused.errors)")
            }
            #expect(folder.files(below: "out") == [file])
            #expect(try folder.contents("out/\(file)") == Array("mine".utf8))
            try folder.remove("out/\(file)")
        }
        try folder.file("out/\(command.name)", text: "mine")
        #expect(try run(command, ["--overwrite"]).errors.contains("2 done, 0 skipped"))
        #expect(try run(command).errors.contains("0 done, 2 skipped"))
        try folder.remove("out/" + record(of: command))
        #expect(try run(command).status == 64)
    }

    /// Whoever wrote a file last has it, and the other replaces it only when told to.
    @Test func outputsOfAnotherCommandAreKept() throws {
        let heads = GatheringCommand.all[0]
        try put("coffee.png", as: "others/heads-distance.png")
        func overlay(_ more: [String] = []) throws -> BuiltCommand.Result {
            try patchlens(
                ["overlay", folder.path("others"), "-o", folder.path("out"), "--model", SmallModel.directory]
                    + ["--short-side", "24"] + more)
        }
        let told = "'\(path("heads-distance.png"))' is there and is an output of another command: --overwrite"
        try #require(overlay().status == 0)
        for isRecorded in [false, true] {
            let before = try folder.contents("out/heads-distance.png")
            for more in [[], Self.nothingLoaded, ["--dry-run"]] {
                let refused = try run(heads, more)
                #expect(refused.status == 64 && refused.errors.contains(told), "\(isRecorded): \(refused.errors)")
            }
            #expect(try folder.contents("out/heads-distance.png") == before)
            #expect(try run(heads, ["--overwrite"]).status == 0)
            // From now on it is that of the heads, also where they are others.
            #expect(try run(heads).errors.contains("0 done, 2 skipped"))
            #expect(try run(heads, heads.other.option).status == 0)
            #expect(try run(heads).status == 0)
            #expect(try overlay(["--overwrite"]).status == 0)
        }
    }

    /// Two names that Unicode calls equivalent are two pictures, of which one fails.
    @Test(arguments: GatheringCommand.all)
    func normalFormsAreTwoPictures(command: GatheringCommand) throws {
        for name in ["chelsea.png", "rocket.jpg"] { try folder.remove("photos/\(name)") }
        try put("chelsea.png", as: "photos/\u{e9}.png")
        try folder.file("photos/e\u{301}.png", text: "no picture")
        // Where the file system has one file for both there is nothing to tell apart.
        guard folder.files(below: "photos").count == 2 else { return }
        #expect(try run(command).errors.contains("1 done, 0 skipped, 1 failed"))
        let again = try run(command)
        #expect(again.status == 1 && again.errors.contains("1 skipped"), "\(again.errors)")
        #expect(again.errorLines.filter { $0.hasPrefix("failed ") }.count == 1, "\(again.errors)")
    }

    /// The system refuses to write more than 8 KiB to a file, so that only some files of a result can be written.
    @Test(arguments: GatheringCommand.all)
    func allOfItsFilesAppearOrNone(command: GatheringCommand) throws {
        let full = try run(command, largestFile: 16)
        #expect(full.status == 2 && full.errors.contains("File too large"), "\(full.errors)")
        #expect(folder.files(below: "out").isEmpty)
        try #require(run(command).status == 0)
        let before = try command.files.map { try folder.contents("out/\($0)") }
        #expect(try run(command, ["--short-side", "32"], largestFile: 16).status == 2)
        #expect(folder.files(below: "out") == command.files.sorted())
        #expect(try command.files.map { try folder.contents("out/\($0)") } == before)
        // The record is that of the old ones, too.
        #expect(try run(command).errors.contains("0 done, 2 skipped"))
    }

    @Test(arguments: GatheringCommand.all)
    func aRecordThatCannotBeWrittenIsFoundBefore(command: GatheringCommand) throws {
        try #require(run(command).status == 0)
        let name = try record(of: command)
        try folder.remove("out/\(name)")
        try folder.file("out/\(name)/file")
        let before = try times(command)
        let failed = try run(command, Self.nothingLoaded)
        #expect(failed.status == 2 && failed.errors.contains("\(name): Is a directory"), "\(failed.errors)")
        #expect(try times(command) == before)
    }

    @Test(arguments: GatheringCommand.all)
    func aFileThatIsGoneOrOfAnotherSizeIsMadeAgain(command: GatheringCommand) throws {
        try #require(run(command).status == 0)
        for file in command.files {
            for isGone in [true, false] {
                if isGone { try folder.remove("out/\(file)") } else { try folder.file("out/\(file)", text: "no") }
                let again = try run(command)
                #expect(again.errors.contains("\(command.name) is made again: \(file) is missing, or was changed"))
                #expect(again.errors.contains("2 done, 0 skipped"), "\(again.errors)")
            }
        }
        try expectFresh(command)
    }

    @Test(arguments: GatheringCommand.all)
    func failuresForGoodAreToldAgain(command: GatheringCommand) throws {
        try folder.file("photos/broken.png", text: "no picture")
        #expect(try run(command).status == 1)
        let before = try times(command)
        for more in [Self.nothingLoaded, ["--dry-run"], ["--max-errors", "1"]] {
            let again = try run(command, more)
            #expect(again.status == 1 && again.errors.contains(", 2 skipped "), "\(again.errors)")
            let told =
                "failed \(folder.path("photos/broken.png")): is a text file, neither PNG nor JPEG (not tried again"
            #expect(again.errorLines.count == 2 && again.errors.hasPrefix(told), "\(again.errors)")
        }
        #expect(try times(command) == before)
        // Where nothing else is left there is no result, and nothing to do either.
        for name in ["chelsea.png", "rocket.jpg"] { try folder.remove("photos/\(name)") }
        try folder.remove("out")
        for more in [[], Self.nothingLoaded] {
            let alone = try run(command, more)
            #expect(alone.status == 1 && alone.errors.contains("0 done, 0 skipped, 1 failed"), "\(alone.errors)")
            #expect(folder.files(below: "out").isEmpty)
        }
        try put("chelsea.png", as: "photos/broken.png")
        #expect(try run(command).errors.contains("1 done, 0 skipped, 0 failed"))
    }

    @Test(arguments: GatheringCommand.all)
    func failuresByALimitAreTriedWithAnother(command: GatheringCommand) throws {
        let limit = ["--max-pixels", "200000"]
        #expect(try run(command, limit).errors.contains("1 done, 0 skipped, 1 failed"))
        #expect(try run(command, limit + Self.nothingLoaded).errors.contains("is made again: a picture that failed"))
        #expect(try run(command, limit).errors.contains("0 done, 1 skipped (--overwrite"))
        let all = try run(command)
        #expect(all.errors.contains("2 done, 0 skipped, 0 failed"), "\(all.errors)")
        #expect(all.errors.contains("\(command.name) is made again: a picture that failed is tried again"))
        // What is there is within any limit, or was: as overlays have it.
        #expect(try run(command, limit).errors.contains("0 done, 2 skipped"))
    }

    /// A path that leads nowhere is no reason to read all others again, until it leads somewhere.
    @Test(arguments: GatheringCommand.all)
    func whatMayGoWellIsTriedAgain(command: GatheringCommand) throws {
        let list = try folder.file("list", text: folder.path("photos/later.png") + "\n")
        try folder.link("photos/link.png", to: "nowhere")
        #expect(try run(command, ["--files-from", list]).errors.contains("2 done, 0 skipped, 2 failed"))
        let again = try run(command, ["--files-from", list] + Self.nothingLoaded)
        #expect(again.status == 1 && again.errors.contains("0 done, 2 skipped"), "\(again.errors)")
        for name in ["later", "link"] {
            #expect(again.errors.contains("failed \(folder.path("photos/\(name).png")): cannot be "))
        }
        #expect(again.errorLines.count == 3, "\(again.errors)")
        try folder.remove("photos/link.png")
        try put("coffee.png", as: "photos/later.png")
        #expect(try run(command, ["--files-from", list]).errors.contains("3 done, 0 skipped, 0 failed"))
    }

    /// A run that is stopped leaves the result of the one before.
    @Test(arguments: GatheringCommand.all)
    func tooManyFailuresStopIt(command: GatheringCommand) throws {
        for name in ["a", "b"] { try folder.file("photos/\(name).png", text: "no picture") }
        let stopping = ["--max-errors", "1", "--jobs", "1"]
        let stopped = try run(command, stopping)
        #expect(stopped.status == 1 && stopped.errors.contains("1 failed, 3 not begun"), "\(stopped.errors)")
        #expect(stopped.errors.contains("stopped by --max-errors 1"))
        #expect(folder.files(below: "out").isEmpty)
        #expect(try run(command, ["--exclude", "[ab].png"]).errors.contains("2 done, 0 skipped, 0 failed"))
        let before = try times(command)
        #expect(try run(command, stopping).errors.contains("stopped by --max-errors 1"))
        #expect(try times(command) == before)
        #expect(try run(command, ["--exclude", "[ab].png"]).errors.contains("0 done, 2 skipped"))
    }

    /// Features and curves have the pictures' paths in them.
    @Test(arguments: GatheringCommand.all)
    func otherPathsMatterWhereTheyAreTold(command: GatheringCommand) throws {
        try #require(run(command).status == 0)
        let again = try run(command, of: "out/../photos")
        let isSkipped = command.arguments == ["heads"]
        #expect(again.errors.contains(isSkipped ? "0 done, 2 skipped" : "2 done, 0 skipped"), "\(again.errors)")
    }

    /// A list of all that lies in the folder names the result, too; and a search from above does not enter its folder.
    @Test(arguments: GatheringCommand.all)
    func resultsAmongThePicturesAreNotRead(command: GatheringCommand) throws {
        let pictures = ["chelsea.png", "rocket.jpg"]
        for (files, told) in [(pictures, "2 done, 0 skipped"), (pictures + command.files, "0 done, 2 skipped")] {
            let list = try folder.file("list", text: files.map { folder.path("photos/\($0)\n") }.joined())
            let result = try patchlens(
                command.arguments + ["--files-from", list, "-o", folder.path("photos"), "--short-side", "24"]
                    + ["--model", SmallModel.directory])
            #expect(result.status == 0 && result.errors.contains(told), "\(result.errors)")
        }
        try put("coffee.png", as: "one.png")
        #expect(try run(command, of: ".").errors.contains("1 done, 0 skipped"))
    }

    @Test func otherBoxesMakeItAgain() throws {
        let boxes = try folder.file("boxes.json", text: #"{"images": [], "annotations": []}"#)
        let command = GatheringCommand.all[2]
        #expect(try run(command).errors.contains("2 done"))
        #expect(
            try run(command, ["--boxes", boxes]).errors.contains("made otherwise and is made again: boxes none, now"))
        try FileManager.default.moveItem(atPath: boxes, toPath: boxes + ".moved")
        #expect(try run(command, ["--boxes", boxes + ".moved"]).errors.contains("0 done, 2 skipped"))
        try folder.file("boxes.json", text: #"{"images": [{"id": 1, "file_name": "x"}], "annotations": []}"#)
        #expect(try run(command, ["--boxes", boxes]).errors.contains("2 done, 0 skipped"))
    }
}
