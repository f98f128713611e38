import Foundation
import PatchLens
import Synchronization
import TestSupport
import Testing

/// Runs whose work writes `drawn` and the options' text, or fails for what is named `bad`.
@Suite("Reruns by the manifest")
struct ManifestTests {
    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private struct Ended: Equatable {
        var done: [String] = []
        var skipped = 0
        var failed: [String] = []
    }

    private func plan() throws -> OutputPlan {
        let entries = try InputSearch(outputFolder: folder.path("out"))([folder.path("p")])
        return try OutputPlan(entries, into: folder.path("out"), naming: OutputNaming(.lastMean))
    }

    private func manifest(
        options: [String: String], comparing: RunManifest.Comparison = .time, retries: Bool = false,
        model: String = "w",
        limits: [String: String] = [:]
    ) throws -> RunManifest {
        let identity = RunIdentity(model: "m", weightsHash: model, options: options)
        return RunManifest(
            in: try plan().folder, identity: identity, comparing: comparing, limits: limits, retriesFailed: retries)
    }

    private func run(
        _ options: [String: String] = ["opacity": "0.6"], comparing: RunManifest.Comparison = .time,
        retries: Bool = false, model: String = "w", failing kind: FailureKind = .corrupt,
        limits: [String: String] = [:]
    ) async throws -> Ended {
        let manifest = try manifest(
            options: options, comparing: comparing, retries: retries, model: model, limits: limits)
        let text = "\(options.sorted { $0.key < $1.key })"
        let worked = Mutex<[String]>([])
        let run = FolderRun(try plan(), workers: Workers(for: 4), manifest: manifest) { picture, _ in
            worked.withLock { $0.append(picture.input.name) }
            if picture.input.name.hasPrefix("bad") {
                return PictureReport(failed: picture.input.path, PictureFailure(.decode, kind, message: "it is bad"))
            }
            let path = picture.outputs.all[0]
            let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
            try? FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
            try? Data(("drawn" + text).utf8).write(to: URL(fileURLWithPath: path))
            return PictureReport(done: picture, geometry: nil, times: StageTimes())
        }
        var failed: [String] = []
        let summary = await run { if let failure = $0.failure { failed.append(failure.message) } }
        try manifest.finish(summary)
        return Ended(done: worked.withLock { $0.sorted() }, skipped: summary.skipped, failed: failed)
    }

    private func manifests() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path("out/.patchlens"))) ?? []
        return names.filter { $0.hasSuffix(".jsonl") }.sorted()
    }

    private func setTime(_ name: String, _ seconds: Double) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: folder.path(name))
    }

    @Test func unchangedPicturesAreSkipped() async throws {
        for name in ["a", "b", "c"] { try folder.file("p/\(name).png") }
        #expect(try await run() == Ended(done: ["a.png", "b.png", "c.png"]))
        #expect(try await run() == Ended(skipped: 3))
        // A run that draws nothing leaves no manifest behind.
        #expect(manifests().count == 1)
        let done = try folder.contents("out/.patchlens/_done.json")
        let object = try JSONSerialization.jsonObject(with: Data(done)) as? [String: Any]
        #expect(object?["counts"] as? [String: Int] == ["done": 0, "skipped": 3, "failed": 0])
    }

    @Test func changedPicturesAndOutputsAreMadeAgain() async throws {
        for name in ["a", "b", "c", "d"] { try folder.file("p/\(name).png") }
        _ = try await run()
        try folder.file("p/a.png", [1, 2])
        try setTime("p/b.png", 1000)
        try folder.file("out/c.png", text: "cut")
        try folder.remove("out/d.png")
        #expect(try await run() == Ended(done: ["a.png", "b.png", "c.png", "d.png"]))
        #expect(try await run() == Ended(skipped: 4))
    }

    @Test func byContentATouchedFileIsUnchanged() async throws {
        try folder.file("p/a.png", [1])
        _ = try await run(comparing: .sha256)
        try setTime("p/a.png", 1000)
        #expect(try await run(comparing: .sha256) == Ended(skipped: 1))
        let time = try FileManager.default.attributesOfItem(atPath: folder.path("p/a.png"))[.modificationDate] as? Date
        try folder.file("p/a.png", [2])
        try setTime("p/a.png", try #require(time).timeIntervalSince1970)
        #expect(try await run(comparing: .sha256) == Ended(done: ["a.png"]))
    }

    @Test func otherOptionsAreNoticed() async throws {
        for name in ["a", "b"] { try folder.file("p/\(name).png") }
        _ = try await run(["opacity": "0.6", "fit": "whole"])
        let outlook = try manifest(options: ["opacity": "0.2", "fit": "whole"]).outlook(on: plan())
        #expect(outlook.count == 2)
        #expect(outlook.changed == 2)
        #expect(outlook.differences == ["opacity 0.6, now 0.2"])
        #expect(try await run(["opacity": "0.2", "fit": "whole"]) == Ended(done: ["a.png", "b.png"]))
        #expect(try await run(["fit": "whole", "opacity": "0.2"]) == Ended(skipped: 2))
        // And back: later lines win.
        #expect(try await run(["opacity": "0.6", "fit": "whole"]).done.count == 2)
        #expect(try await run(["opacity": "0.6", "fit": "whole"], model: "other").done.count == 2)
    }

    @Test func optionsOfSeveralRunsAreTold() async throws {
        for name in ["a", "b"] { try folder.file("p/\(name).png") }
        _ = try await run(["opacity": "0.6"])
        try folder.file("p/b.png", [1, 2])
        try folder.remove("p/a.png")
        _ = try await run(["opacity": "0.6", "colormap": "grey"])
        try folder.file("p/a.png")
        let outlook = try manifest(options: ["opacity": "0.1"]).outlook(on: plan())
        #expect(Set(outlook.differences).isSuperset(of: ["opacity 0.6, now 0.1", "colormap grey, now not given"]))
        #expect(Set(outlook.differences).count == outlook.differences.count)
    }

    @Test func outputsOfNobodyAreLeftAlone() async throws {
        for name in ["a", "b"] { try folder.file("p/\(name).png") }
        try folder.file("out/a.png", text: "mine")
        #expect(try await run() == Ended(done: ["b.png"], skipped: 1))
        #expect(try folder.contents("out/a.png") == Array("mine".utf8))
    }

    @Test func onlyWhatMayGoWellIsTriedAgain() async throws {
        for name in ["a", "bad"] { try folder.file("p/\(name).png") }
        _ = try await run()
        let again = try await run()
        #expect(again == Ended(skipped: 1, failed: ["it is bad (not tried again; --retry-failed does)"]))
        #expect(try await run(retries: true).done == ["bad.png"])
        // A changed file is another one.
        try folder.file("p/bad.png", [1, 2, 3])
        #expect(try await run(failing: .notWritten) == Ended(done: ["bad.png"], skipped: 1, failed: ["it is bad"]))
        #expect(try await run().done == ["bad.png"])
    }

    @Test(arguments: FailureKind.allCases)
    func whatFailedForGoodStaysSo(kind: FailureKind) async throws {
        try folder.file("p/bad.png")
        _ = try await run(failing: kind, limits: ["max-pixels": "9"])
        #expect(try await run(failing: kind, limits: ["max-pixels": "9"]).done.count == (kind.isRetryable ? 1 : 0))
        // With another limit what failed by one may go well.
        let isTriedAgain = kind.isRetryable || [.tooLarge, .memoryLimit].contains(kind)
        #expect(try await run(failing: kind, limits: ["max-pixels": "99"]).done.count == (isTriedAgain ? 1 : 0))
    }

    /// The last line is cut at every length; and lines that are none of ours stand between.
    @Test func tornLinesArePassedOver() async throws {
        for name in ["a", "b"] { try folder.file("p/\(name).png") }
        _ = try await run()
        let path = "out/.patchlens/" + (try #require(manifests().first))
        let whole = try folder.contents(path)
        let lines = whole.split(separator: UInt8(ascii: "\n")).map(Array.init)
        #expect(lines.count == 4)
        let changed = ["opacity": "0.1"]
        for length in stride(from: 0, to: lines[2].count, by: 7) {
            let torn =
                lines[0] + [10] + Array("{\"picture\":{\"input\":1}}\nnot JSON\n\u{0}\n\n".utf8) + lines[1] + [10]
            try folder.file(path, torn + lines[2].prefix(length))
            // One picture is known, and was made otherwise; of the other nothing is known, nor that the run ended.
            let outlook = try manifest(options: changed).outlook(on: plan())
            #expect(outlook.changed == 1 && outlook.count == 2)
        }
        // Without its run's line it is not known what a picture was made with.
        try folder.file(path, lines[1] + [10] + lines[2] + [10])
        #expect(try manifest(options: changed).outlook(on: plan()).count == 2)
    }

    /// Lines of a manifest that are changed, and written back.
    private func change(_ manifest: String, _ body: ([String]) -> [String]) throws {
        let path = "out/.patchlens/" + manifest
        let lines = String(decoding: try folder.contents(path), as: UTF8.self).split(separator: "\n").map(String.init)
        try folder.file(path, text: body(lines).map { $0 + "\n" }.joined())
    }

    /// A picture is there before its line is: a process that is killed between leaves the one without the other.
    @Test func whatAKilledRunDidNotRecordIsMadeAgain() async throws {
        for name in ["a", "b"] { try folder.file("p/\(name).png") }
        try folder.file("out/mine.png", text: "old")
        try setTime("out/mine.png", 1000)
        try folder.file("p/mine.png")
        _ = try await run()
        try change(#require(manifests().first)) { lines in lines.filter { !$0.contains("b.png") } }
        // The run ended, and did not make it: somebody else did.
        #expect(try await run() == Ended(skipped: 3))
        try change(#require(manifests().first)) { lines in lines.filter { !$0.contains("ended") } }
        #expect(try await run() == Ended(done: ["b.png"], skipped: 2))
        #expect(try await run() == Ended(skipped: 3))
        #expect(try folder.contents("out/mine.png") == Array("old".utf8))
    }

    /// The killed run had other options, and its file is as long as the recorded one.
    @Test func whatAKilledRunReplacedIsMadeAgain() async throws {
        for name in ["a", "b"] { try folder.file("p/\(name).png") }
        _ = try await run(["opacity": "0.6"])
        let first = try folder.contents("out/.patchlens/" + #require(manifests().first))
        let firstName = try #require(manifests().first)
        _ = try await run(["opacity": "0.2"])
        // The manifest of the first run is back, and the second run was killed before it recorded anything.
        try change(#require(manifests().last)) { lines in [lines[0]] }
        try folder.file("out/.patchlens/" + firstName, first)
        #expect(try await run(["opacity": "0.6"]) == Ended(done: ["a.png", "b.png"]))
        #expect(try await run(["opacity": "0.6"]) == Ended(skipped: 2))
        #expect(try folder.contents("out/a.png") == Array("drawn[(key: \"opacity\", value: \"0.6\")]".utf8))
    }

    @Test func manifestsOfWhichNothingIsLeftAreRemoved() async throws {
        for name in ["a", "b"] { try folder.file("p/\(name).png") }
        for opacity in 1...5 { _ = try await run(["opacity": "0.\(opacity)"]) }
        #expect(manifests().count == 1)
        // One picture's last line is in the first manifest, the other's in the second.
        try folder.file("p/b.png", [1, 2])
        #expect(try await run(["opacity": "0.5"]) == Ended(done: ["b.png"], skipped: 1))
        #expect(manifests().count == 2)
        #expect(try await run(["opacity": "0.5"]) == Ended(skipped: 2))
    }

    /// Lines are read in a quick way where they are as they were written, and by `JSONDecoder` otherwise, as with a
    /// space before them: whatever becomes of a line, both see the same in it.
    @Test func bothWaysOfReadingAgree() async throws {
        for name in ["a", "ü b"] { try folder.file("p/\(name).png", [1, 2, 3]) }
        _ = try await run(comparing: .sha256)
        let name = try #require(manifests().first)
        let whole = try folder.contents("out/.patchlens/" + name)
        let lines = whole.split(separator: UInt8(ascii: "\n")).map(Array.init)
        var random = SeededGenerator(seed: 7)
        let signs = Array("\"\\{}[]:,-+.0123456789eE tfn\u{7f}é".utf8) + [0, 9, 0xFF]
        for round in 0..<400 {
            var line = lines[1 + round % 2]
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let place = line.indices.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<3, using: &random) {
                case 0: line[place] = signs.randomElement(using: &random) ?? 0
                case 1: line.insert(signs.randomElement(using: &random) ?? 0, at: place)
                default: line.remove(at: place)
                }
            }
            let outlooks = try [[], [UInt8(ascii: " ")]].map { space in
                try folder.file("out/.patchlens/" + name, lines[0] + [10] + space + line + [10] + lines[3] + [10])
                let changed = try manifest(options: ["opacity": "0.1"], comparing: .sha256).outlook(on: plan())
                let same = try manifest(options: ["opacity": "0.6"], comparing: .time).outlook(on: plan())
                return [changed.changed, changed.count, same.count]
            }
            #expect(outlooks[0] == outlooks[1], "\(String(decoding: line, as: UTF8.self))")
        }
    }

    @Test func unusualNamesAreKept() async throws {
        let names = ["new\nline.png", "quote\"\\.png", "e\u{301}.png", "\u{e9}.png", "日本.png", " .png"]
        for name in names { try folder.file("p/\(name)") }
        var bytes = Array(folder.path("p/").utf8CString.dropLast()) + [CChar(bitPattern: 0xFF)]
        bytes += Array(".png".utf8CString)
        let descriptor = open(bytes, O_CREAT | O_WRONLY, 0o644)
        try #require(descriptor >= 0)
        close(descriptor)
        let first = try await run()
        #expect(first.done.count == names.count && first.failed.count == 1)
        let second = try await run()
        #expect(second.done.isEmpty && second.skipped == names.count && second.failed.count == 1)
    }

    @Test func noOutputIsAmongTheManifests() throws {
        try folder.file("p/a.png")
        let entries = try InputSearch(outputFolder: folder.path("out"))([folder.path("p")])
        let naming = try OutputNaming(template: OutputTemplate(".patchlens/{stem}.png"), .lastMean)
        #expect(throws: OutputPlanError.self) {
            try OutputPlan(entries, into: folder.path("out"), naming: naming)
        }
    }

    @Test func nothingIsBegunOnceStopped() async throws {
        for index in 100..<120 { try folder.file("p/\(index).png") }
        let stop = StopRequest()
        let run = FolderRun(try plan(), workers: Workers(pictures: 1, threads: 1, for: 20), stop: stop) { picture, _ in
            if picture.input.name == "104.png" { stop.make() }
            return PictureReport(.planned, picture)
        }
        #expect(await run().count == 5)
    }

    @Test func aSampleTellsOfEveryPart() throws {
        var bytes = [UInt8](repeating: 7, count: 3 << 20)
        let first = ContentHash.sampled(ofFile: try folder.file("w", bytes))
        #expect(first?.count == 64)
        #expect(ContentHash.sampled(ofFile: try folder.file("copy", bytes)) == first)
        for place in [0, 1 << 20, 3 << 20 - 1] {
            bytes[place] ^= 1
            let changed = ContentHash.sampled(ofFile: try folder.file("w", bytes))
            bytes[place] ^= 1
            if place < 3 << 20 - 4096 { #expect(changed != first) }
        }
        #expect(ContentHash.sampled(ofFile: try folder.file("w", bytes + [0])) != first)
        #expect(ContentHash.sampled(ofFile: folder.path("none")) == nil)
        // SHA-256 of "abc", from FIPS 180-4's examples.
        #expect(
            ContentHash.sha256(of: "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(ContentHash.sha256(ofFile: try folder.file("abc", text: "abc")) == ContentHash.sha256(of: "abc"))
    }
}
