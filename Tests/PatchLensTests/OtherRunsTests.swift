import Foundation
import PatchLens
import TestSupport
import Testing

/// What a run makes of what other runs left in the same output folder: those of another folder, and those at work at
/// once.
@Suite("Several runs into one folder")
struct OtherRunsTests {
    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func plan(_ input: String = "p") throws -> OutputPlan {
        let entries = try InputSearch(outputFolder: folder.path("out"))([folder.path(input)])
        return try OutputPlan(entries, into: folder.path("out"), naming: OutputNaming(.lastMean))
    }

    private func manifest(
        _ opacity: String = "0.6", weightsSHA256: String? = nil, comparing: RunManifest.Comparison = .time
    ) throws -> RunManifest {
        let identity = RunIdentity(
            model: "m", weightsHash: "w", weightsSHA256: weightsSHA256, options: ["opacity": opacity])
        return RunManifest(in: try plan().folder, identity: identity, comparing: comparing)
    }

    private struct Ended: Equatable {
        var counts: [Int]
        var kinds: [FailureKind] = []
    }

    /// Writes a text for every picture; counts those that were made, skipped, and failed.
    private func run(_ input: String, text: String, overwrites: Bool = false) async throws -> Ended {
        let (plan, manifest) = (try plan(input), try manifest())
        let run = FolderRun(plan, workers: Workers(for: 1), overwrites: overwrites, manifest: manifest) { picture, _ in
            let path = picture.outputs.all[0]
            let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
            try? FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
            try? Data(text.utf8).write(to: URL(fileURLWithPath: path))
            return PictureReport(done: picture, geometry: nil, times: StageTimes())
        }
        var kinds: [FailureKind] = []
        let summary = await run { if let failure = $0.failure { kinds.append(failure.kind) } }
        try manifest.finish(summary)
        return Ended(counts: [summary.done, summary.skipped, summary.failed], kinds: kinds)
    }

    private func output(_ name: String) throws -> String {
        String(decoding: try folder.contents("out/" + name), as: UTF8.self)
    }

    private func setTime(_ path: String, _ seconds: Double) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: folder.path(path))
    }

    @Test func foldersOfOneNameAreTwo() async throws {
        try folder.file("a/photos/cat.png", [1])
        try folder.file("b/photos/cat.png", [1, 2])
        try folder.file("b/photos/dog.png", [1])
        #expect(try await run("a/photos", text: "of a") == Ended(counts: [1, 0, 0]))
        #expect(try await run("b/photos", text: "of b") == Ended(counts: [1, 0, 1], kinds: [.outputTaken]))
        #expect(try output("cat.png") == "of a")
        // A picture that changes where it is, is made again, also when the folder is given by another path.
        try folder.file("a/photos/cat.png", [1, 2, 3])
        #expect(try await run("a/../a/photos", text: "of a, changed") == Ended(counts: [1, 0, 0]))
        #expect(try await run("b/photos", text: "of b", overwrites: true) == Ended(counts: [2, 0, 0]))
        #expect(try output("cat.png") == "of b")
    }

    /// And what has changed in it since is made again: nothing is where it was.
    @Test(arguments: ["c/photos", "a/pictures"])
    func aFolderThatWasMovedIsKnown(place: String) async throws {
        for name in ["cat", "dog"] { try folder.file("a/photos/\(name).png", [1]) }
        _ = try await run("a/photos", text: "first")
        if place == "c/photos" { try folder.file("c/other.txt") }
        try FileManager.default.moveItem(atPath: folder.path("a/photos"), toPath: folder.path(place))
        try folder.file(place + "/dog.png", [1, 2])
        #expect(try await run(place, text: "second") == Ended(counts: [1, 1, 0]))
        #expect(try output("cat.png") == "first")
        #expect(try output("dog.png") == "second")
    }

    /// As of a camera whose clock was never set: the times do not fit into nanoseconds of 64 bits.
    @Test(arguments: [32_000_000_000.0, 9_300_000_000, -62_000_000_000])
    func timesMayBeFarAway(seconds: Double) async throws {
        try folder.file("p/a.png")
        try setTime("p/a.png", seconds)
        #expect(try await run("p", text: "drawn") == Ended(counts: [1, 0, 0]))
        try setTime("out/a.png", seconds)
        #expect(try await run("p", text: "drawn") == Ended(counts: [0, 1, 0]))
    }

    /// A second file of a picture may have the name of another one's, in a run of another command.
    @Test func filesOfOthersAreNotTakenForOnesOwn() async throws {
        try folder.file("p/a.png")
        let entries = try InputSearch(outputFolder: folder.path("out"))([folder.path("p")])
        let maps = try OutputPlan(
            entries, into: folder.path("out"), naming: OutputNaming(.lastMean, savedMaps: .npy))
        let features = try OutputPlan(entries, into: folder.path("out"), naming: FeatureNaming(layer: 0))
        func run(_ plan: OutputPlan, _ opacity: String, overwrites: Bool = false) async throws -> Ended {
            let identity = RunIdentity(
                model: "m", weightsHash: "w",
                options: ["opacity": opacity, "command": opacity == "0.1" ? "overlay" : "features"])
            let manifest = RunManifest(in: plan.folder, identity: identity)
            let run = FolderRun(plan, workers: Workers(for: 1), overwrites: overwrites, manifest: manifest) {
                picture, _ in
                for path in picture.outputs.all { try? Data(opacity.utf8).write(to: URL(fileURLWithPath: path)) }
                return PictureReport(done: picture, geometry: nil, times: StageTimes())
            }
            var kinds: [FailureKind] = []
            let summary = await run { if let failure = $0.failure { kinds.append(failure.kind) } }
            try manifest.finish(summary)
            return Ended(counts: [summary.done, summary.skipped, summary.failed], kinds: kinds)
        }
        try folder.file("out/other.txt")
        let taken = Ended(counts: [0, 0, 1], kinds: [.outputTaken])
        #expect(try await run(maps, "0.1") == Ended(counts: [1, 0, 0]))
        #expect(try await run(features, "0.2") == taken)
        #expect(try await run(maps, "0.1") == Ended(counts: [0, 1, 0]))
        // The last one who wrote it has it.
        #expect(try await run(features, "0.2", overwrites: true) == Ended(counts: [1, 0, 0]))
        #expect(try await run(features, "0.2") == Ended(counts: [0, 1, 0]))
        #expect(try await run(maps, "0.1") == taken)
        #expect(try output("a.npy") == "0.2")
    }

    @Test func aManifestThatIsNoFileIsPassedOver() async throws {
        try folder.file("p/a.png")
        try folder.file("out/.patchlens/other.txt")
        let path = folder.path("out/.patchlens/manifest-1-1.jsonl")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/zero")
        #expect(try await run("p", text: "drawn") == Ended(counts: [1, 0, 0]))
    }

    /// What one of two runs at once does, step by step.
    private struct Process {
        let manifest: RunManifest
        let picture: PlannedPicture
        let text: String

        func begin() { manifest.begin() }

        func write() throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: picture.outputs.all[0]))
            // Times of file systems may be as coarse as their clock's ticks.
            Thread.sleep(forTimeInterval: 0.02)
        }

        func record() {
            manifest.record(
                PictureReport(done: picture, geometry: nil, times: StageTimes()), of: picture,
                state: manifest.state(of: picture.input))
        }
    }

    enum Step: CaseIterable { case firstWrites, firstRecords, secondWrites, secondRecords }

    /// Both have other options, and write as many bytes: whatever is recorded, no run takes the other's picture for its
    /// own.
    @Test(arguments: [
        [Step.firstWrites, .firstRecords, .secondWrites, .secondRecords],
        [.firstWrites, .secondWrites, .firstRecords, .secondRecords],
        [.firstWrites, .secondWrites, .secondRecords, .firstRecords],
        [.secondWrites, .firstWrites, .firstRecords, .secondRecords],
        [.secondWrites, .firstWrites, .secondRecords, .firstRecords],
        [.secondWrites, .secondRecords, .firstWrites, .firstRecords],
    ])
    func twoAtOnceAreToldApart(order: [Step]) throws {
        try folder.file("p/a.png")
        try folder.file("out/other.txt")
        let plan = try plan()
        guard case .picture(let picture)? = plan.entries.first else { throw TestProblem() }
        let first = Process(manifest: try manifest("0.6"), picture: picture, text: "first!")
        let second = Process(manifest: try manifest("0.2"), picture: picture, text: "second")
        first.begin()
        second.begin()
        for step in order {
            switch step {
            case .firstWrites: try first.write()
            case .firstRecords: first.record()
            case .secondWrites: try second.write()
            case .secondRecords: second.record()
            }
        }
        try first.manifest.end()
        try second.manifest.end()
        let there = try output("a.png")
        for (opacity, text) in [("0.6", "first!"), ("0.2", "second")] where text != there {
            #expect(try manifest(opacity).outlook(on: plan).count == 1, "\(there) is taken for \(text)")
        }
    }

    /// A copy has other times: it is known by its sizes, unless runs of several options made it.
    @Test func aCopiedFolderIsKnown() async throws {
        try folder.file("p/a.png")
        _ = try await run("p", text: "drawn")
        try setTime("out/a.png", 4_000_000_000)
        #expect(try await run("p", text: "drawn") == Ended(counts: [0, 1, 0]))
    }

    /// What was made without hashes is compared by them from the first run with them on.
    @Test func contentIsRecordedWhereItWasNot() async throws {
        try folder.file("p/a.png", [1])
        try setTime("p/a.png", 1000)
        func run(_ comparison: RunManifest.Comparison) async throws -> [Int] {
            let manifest = try manifest(
                weightsSHA256: comparison == .sha256 ? "all" : nil, comparing: comparison)
            let run = FolderRun(try plan(), workers: Workers(for: 1), manifest: manifest) { picture, _ in
                try? Data("drawn".utf8).write(to: URL(fileURLWithPath: picture.outputs.all[0]))
                return PictureReport(done: picture, geometry: nil, times: StageTimes())
            }
            let summary = await run()
            try manifest.finish(summary)
            return [summary.done, summary.skipped]
        }
        try folder.file("out/other.txt")
        #expect(try await run(.time) == [1, 0])
        #expect(try await run(.sha256) == [0, 1])
        try folder.file("p/a.png", [2])
        try setTime("p/a.png", 1000)
        #expect(try await run(.sha256) == [1, 0])
        // A touched file is known by its content, and from then on by its time.
        try setTime("p/a.png", 2000)
        #expect(try await run(.sha256) == [0, 1])
        #expect(try await run(.time) == [0, 1])
    }

    @Test func hashingCanBeTurnedOnAndOff() throws {
        try folder.file("p/a.png")
        try folder.file("out/a.png", text: "drawn")
        let plan = try plan()
        guard case .picture(let picture)? = plan.entries.first else { throw TestProblem() }
        func record(with manifest: RunManifest) throws {
            let report = PictureReport(done: picture, geometry: nil, times: StageTimes())
            manifest.begin()
            manifest.record(report, of: picture, state: manifest.state(of: picture.input))
            try manifest.end()
        }
        try record(with: manifest())
        let hashing = try manifest(weightsSHA256: "all", comparing: .sha256)
        #expect(hashing.outlook(on: plan).count == 0)
        try record(with: hashing)
        #expect(try manifest().outlook(on: plan).count == 0)
        let other = try manifest(weightsSHA256: "others", comparing: .sha256).outlook(on: plan)
        #expect(other.changed == 1)
        #expect(other.differences == ["the weights or configuration of m"])
    }

    private struct TestProblem: Error {}
}
