import Foundation
import ImageDecoding
import PatchLens
import TestSupport
import Testing

/// Whose the files are that runs of several selections, commands and folders leave in one output folder.
@Suite("Whose an output is")
struct OutputOwnershipTests {
    private let folder: TemporaryFolder
    init() throws {
        folder = try TemporaryFolder()
        try folder.file("out/other.txt")
    }

    /// A picture becomes its name with each of these behind it, as it becomes a file for each layer.
    private struct Endings: PictureNaming {
        var template = OutputTemplate.mirrored
        let endings: [String]

        func outputs(of input: PictureInput, index: Int) -> PictureOutputs {
            PictureOutputs(pictures: endings.map { input.stem + $0 })
        }
    }

    /// What a run is asked for. It writes its options' text into each file, and fails for pictures of no bytes.
    private struct Request {
        var endings = [".png"]
        var opacity = "0.6"
        var command = "overlay"
        var overwrites = false
        var warnings: [DecodingWarning] = []
        var comparison = RunManifest.Comparison.time
    }

    private struct Ended: Equatable {
        var done = 0
        var skipped = 0
        var failed: [FailureKind] = []
        var warnings: [DecodingWarning] = []
    }

    private func plan(_ input: String, _ endings: [String]) throws -> OutputPlan {
        let entries = try InputSearch(outputFolder: folder.path("out"))([folder.path(input)])
        return try OutputPlan(entries, into: folder.path("out"), naming: Endings(endings: endings))
    }

    private func manifest(_ request: Request, hashingAtMost bytes: Int = .max) throws -> RunManifest {
        let options = ["opacity": request.opacity, "command": request.command, "files": "\(request.endings)"]
        return RunManifest(
            in: try plan("p", []).folder, identity: RunIdentity(model: "m", weightsHash: "w", options: options),
            comparing: request.comparison, hashingAtMost: bytes)
    }

    private func run(
        _ request: Request = Request(), on input: String = "p", by manifest: RunManifest? = nil
    ) async throws -> Ended {
        let manifest = try manifest ?? self.manifest(request)
        let run = FolderRun(
            try plan(input, request.endings), workers: Workers(for: 1), overwrites: request.overwrites,
            manifest: manifest
        ) { picture, _ in
            guard (try? Data(contentsOf: URL(fileURLWithPath: picture.input.path)).isEmpty) == false else {
                return PictureReport(failed: picture.input.path, PictureFailure(.decode, .empty, message: "no bytes"))
            }
            for path in picture.outputs.all {
                try? Data(request.opacity.utf8).write(to: URL(fileURLWithPath: path))
            }
            return PictureReport(done: picture, geometry: nil, warnings: request.warnings, times: StageTimes())
        }
        var ended = Ended()
        let summary = await run { report in
            if let failure = report.failure { ended.failed.append(failure.kind) }
            ended.warnings += report.warnings
        }
        try manifest.finish(summary)
        (ended.done, ended.skipped) = (summary.done, summary.skipped)
        return ended
    }

    private func output(_ name: String) throws -> String {
        String(decoding: try folder.contents("out/" + name), as: UTF8.self)
    }

    private func manifests() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path("out/.patchlens"))
            .filter { $0.hasSuffix(".jsonl") }.sorted()
    }

    /// A run of fewer files says nothing of the others: what made those is still known when its last line about the
    /// picture is long replaced.
    @Test func filesOfALargerSelectionStayKnown() async throws {
        try folder.file("p/a.png")
        let all = Request(endings: [".0.png", ".1.png", ".2.png"], opacity: "0.1")
        #expect(try await run(all) == Ended(done: 1))
        #expect(try await run(Request(endings: [".0.png", ".3.png"], opacity: "0.1")) == Ended(done: 1))
        #expect(try await run(Request(endings: [".1.png", ".2.png"], opacity: "0.9")) == Ended(done: 1))
        #expect(try output("a.1.png") == "0.9" && output("a.2.png") == "0.9")
        // What the first run made is all made anew; what it does not tell any more goes.
        #expect(try await run(all) == Ended(done: 1))
        #expect(try manifests().count == 2)
        #expect(try await run(Request(endings: [".0.png", ".1.png", ".2.png", ".3.png"])) == Ended(done: 1))
        #expect(try manifests().count == 1)
    }

    /// Selections that have files in common are of the same picture, whichever file is the first.
    @Test(arguments: [[".0.png", ".2.png"], [".2.png", ".0.png"], [".2.png"], [".1.png", ".0.png", ".2.png"]])
    func anotherSelectionIsMadeAgain(endings: [String]) async throws {
        try folder.file("p/a.png")
        #expect(try await run(Request(endings: [".1.png", ".2.png"], opacity: "0.1")) == Ended(done: 1))
        #expect(try await run(Request(endings: endings)) == Ended(done: 1))
        #expect(try output("a.2.png") == "0.6")
        #expect(try await run(Request(endings: endings)) == Ended(skipped: 1))
        #expect(try await run(Request(endings: [".1.png", ".2.png"], opacity: "0.1")) == Ended(done: 1))
        #expect(try output("a.2.png") == "0.1")
    }

    /// A failure that stays is not tried again, whoever made the files that are there.
    @Test func aFailureThatStaysIsToldAgain() async throws {
        try folder.file("p/a.png")
        #expect(try await run(Request(endings: [".0.png", ".1.png"])) == Ended(done: 1))
        try folder.file("p/a.png", [])
        let other = Request(endings: [".0.png"], opacity: "0.1")
        #expect(try await run(other) == Ended(failed: [.empty]))
        let outlook = try manifest(other).outlook(on: plan("p", other.endings))
        #expect(outlook.count == 0 && outlook.changed == 0)
        #expect(try await run(other) == Ended(failed: [.empty]))
    }

    /// A file of another command is never taken for one's own, though the picture fails now and has no files any more.
    @Test func aFailureLeavesTheFilesToWhoMadeThem() async throws {
        try folder.file("p/a.png")
        let maps = Request(endings: [".png", ".npy"])
        #expect(try await run(maps) == Ended(done: 1))
        try folder.file("p/a.png", [])
        #expect(try await run(maps) == Ended(failed: [.empty]))
        #expect(try await run(maps) == Ended(failed: [.empty]))
        let features = Request(endings: [".npy"], command: "features")
        #expect(try await run(features) == Ended(failed: [.outputTaken]))
        // Nothing came of it, and it has nothing.
        #expect(try await run(Request(endings: [".npy"], command: "features", overwrites: true)).failed == [.empty])
        try folder.file("p/a.png", [1, 2])
        #expect(try await run(maps) == Ended(done: 1))
        #expect(try await run(features) == Ended(failed: [.outputTaken]))
        #expect(try await run(maps) == Ended(skipped: 1))
    }

    /// Some of a picture's files are there, and are another picture's, or nobody's.
    @Test func noFileOfOthersIsReplaced() async throws {
        try folder.file("p/a.png")
        try folder.file("q/a.png", [1, 2])
        let two = Request(endings: [".png", ".npy"])
        #expect(try await run(Request(), on: "p") == Ended(done: 1))
        #expect(try await run(two, on: "q") == Ended(failed: [.outputTaken]))
        try folder.file("out/a.npy", text: "mine")
        #expect(try await run(two, on: "p") == Ended(failed: [.outputTaken]))
        #expect(try output("a.npy") == "mine")
        try folder.file("r/b.png")
        try folder.file("out/b.npy", text: "mine")
        #expect(try await run(two, on: "r") == Ended(failed: [.outputTaken]))
        #expect(try output("b.npy") == "mine" && !folder.files(below: "out").contains("b.png"))
        // All of them: left alone.
        #expect(try await run(Request(endings: [".npy"]), on: "r") == Ended(skipped: 1))
        #expect(try await run(Request(endings: [".png", ".npy"], overwrites: true), on: "r") == Ended(done: 1))
        #expect(try await run(two, on: "r") == Ended(skipped: 1))
    }

    /// Two folders whose names Unicode calls equivalent are two.
    @Test func namesAreComparedByTheirBytes() async throws {
        try folder.file("\u{e9}/a.png", [1, 2])
        try folder.file("e\u{301}/a.png")
        #expect(try await run(on: "\u{e9}") == Ended(done: 1))
        #expect(try await run(on: "e\u{301}") == Ended(failed: [.outputTaken]))
    }

    /// The same length and time are not the same picture where both are there; byte for byte they are.
    @Test func copiesAreToldByTheirBytes() async throws {
        for (place, byte) in [("p", 1), ("other", 2), ("copy", 1)] as [(String, UInt8)] {
            let path = try folder.file("\(place)/a.png", [byte])
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1000)], ofItemAtPath: path)
        }
        #expect(try await run(on: "p") == Ended(done: 1))
        #expect(try await run(on: "other") == Ended(failed: [.outputTaken]))
        #expect(try await run(Request(comparison: .sha256), on: "other") == Ended(failed: [.outputTaken]))
        #expect(try await run(on: "copy") == Ended(skipped: 1))
        #expect(try await run(on: "p") == Ended(skipped: 1))
    }

    /// A result of all pictures keeps its file until it is overwritten; one that came to nothing has none.
    @Test(arguments: [nil, 3])
    func filesOfAllPicturesAreTheirsWhileTheyWroteLast(size: Int?) async throws {
        try folder.file("p/a.png")
        if size != nil { try folder.file("out/a.npy", text: "all") }
        let time = try? FileManager.default.attributesOfItem(atPath: folder.path("out/a.npy"))[.modificationDate]
        let modified = (time as? Date).map { Int64($0.timeIntervalSince1970 * 1e9) }
        try folder.file(
            "out/.patchlens/gathered-a.json",
            text:
                #"{"failures":[],"files":[{"modified":\#(modified ?? 0),"path":"a.npy","size":\#(size.map(String.init) ?? "null")}],"#
                + #""inputs":"","isWhole":true,"limits":"","list":"","#
                + #""run":{"model":"m","options":{},"optionsHash":"","weightsHash":""}}"#)
        let maps = Request(endings: [".png", ".npy"])
        if size != nil {
            #expect(try await run(maps) == Ended(failed: [.outputTaken]))
            #expect(try await run(Request(endings: [".png", ".npy"], overwrites: true)) == Ended(done: 1))
        } else {
            #expect(try await run(maps) == Ended(done: 1))
        }
        #expect(try await run(maps) == Ended(skipped: 1))
    }

    /// A limit on what is hashed makes no picture another that is there already.
    @Test func whatIsNotHashedAnyMoreIsKnownByItsTime() async throws {
        try folder.file("p/a.png", [1, 2, 3])
        let request = Request(comparison: .sha256)
        #expect(try await run(request) == Ended(done: 1))
        #expect(try await run(request, by: manifest(request, hashingAtMost: 2)) == Ended(skipped: 1))
        try folder.file("q/b.png", [1, 2, 3])
        #expect(try await run(Request(), on: "q") == Ended(done: 1))
        let before = try manifests()
        #expect(try await run(request, on: "q", by: manifest(request, hashingAtMost: 2)) == Ended(skipped: 1))
        #expect(try manifests() == before)
    }

    /// A folder inside the searched one leads to the same picture, changed or not.
    @Test func everyWayToAPictureIsTheSame() async throws {
        try folder.file("p/sub/a.png")
        #expect(try await run(on: "p") == Ended(done: 1))
        #expect(try await run(on: "p/sub") == Ended(skipped: 1))
        try folder.file("p/sub/a.png", [1, 2])
        #expect(try await run(on: "p/sub") == Ended(done: 1))
        #expect(try await run(on: "p/sub/a.png") == Ended(skipped: 1))
    }

    /// What somebody wrote after the next run had found a run killed is not that one's.
    @Test func aKilledRunIsBounded() async throws {
        for name in ["a", "b"] { try folder.file("p/\(name).png") }
        #expect(try await run() == Ended(done: 2))
        let killed = "out/.patchlens/" + (try #require(manifests().first))
        let lines = String(decoding: try folder.contents(killed), as: UTF8.self).split(separator: "\n")
        // It was killed before it recorded b, and half a line was written.
        try folder.file(killed, text: lines[...1].joined(separator: "\n") + "\n{\"picture\":")
        #expect(try await run() == Ended(done: 1, skipped: 1))
        #expect(String(decoding: try folder.contents(killed), as: UTF8.self).contains("\n{\"killed\":"))
        // Times of file systems may be as coarse as their clock's ticks.
        try await Task.sleep(for: .milliseconds(20))
        try folder.file("q/z.png")
        try folder.file("out/z.png", text: "mine")
        #expect(try await run(on: "q") == Ended(skipped: 1))
        #expect(try output("z.png") == "mine")
        #expect(try await run() == Ended(skipped: 2))
    }

    /// A run that is at work is not killed, whatever a run on another machine noted.
    @Test func aRunAtWorkIsNotFoundKilled() async throws {
        for name in ["a", "b"] { try folder.file("p/\(name).png") }
        let other = try manifest(Request(opacity: "0.1"))
        other.begin()
        #expect(try await run() == Ended(done: 2))
        let path = "out/.patchlens/" + (try #require(manifests().first))
        #expect(!String(decoding: try folder.contents(path), as: UTF8.self).contains("killed"))
        try other.end()
    }

    /// Two runs that read the manifests before either had begun: what the other made is nobody's to this one, and not
    /// taken for what it would have made.
    @Test func aRunThatBeganSinceIsNotBelieved() async throws {
        try folder.file("p/a.png")
        try folder.file("p/old.png")
        let old = try folder.file("out/old.png", text: "mine")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1000)], ofItemAtPath: old)
        let first = try manifest(Request())
        #expect(try await run(Request(opacity: "0.1")) == Ended(done: 1, skipped: 1))
        #expect(try await run(by: first) == Ended(done: 1, skipped: 1))
        #expect(try output("a.png") == "0.6" && output("old.png") == "mine")
    }

    /// They are told of pictures that are left alone, also when their record is written anew.
    @Test func warningsAreKept() async throws {
        try folder.file("p/a.png")
        let odd: [DecodingWarning] = [.truncated, .orientationUnreadable]
        #expect(try await run(Request(warnings: odd)) == Ended(done: 1, warnings: odd))
        #expect(try await run(Request(comparison: .sha256)) == Ended(skipped: 1, warnings: odd))
        #expect(try manifests().count == 1)
        #expect(try await run(Request()) == Ended(skipped: 1, warnings: odd))
    }

    /// A terabyte without content, which takes an hour to read; it is refused by its size.
    @Test func whatIsTooLargeIsNotHashed() async throws {
        let path = try folder.file("p/a.png")
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.truncate(atOffset: 1 << 40)
        try file.close()
        let plan = try plan("p", [".png"])
        guard case .picture(let picture)? = plan.entries.first else { return }
        let state = try manifest(Request(comparison: .sha256), hashingAtMost: 1 << 20).state(of: picture.input)
        #expect(state?.sha256 == nil && state?.size == 1 << 40)
        #expect(plan.inputsHash(comparing: .sha256, hashingAtMost: 1 << 20).count == 12)
    }
}
