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

    @Test func aFolderThatWasMovedIsKnown() async throws {
        try folder.file("a/photos/cat.png", [1])
        _ = try await run("a/photos", text: "first")
        try FileManager.default.moveItem(atPath: folder.path("a"), toPath: folder.path("c"))
        #expect(try await run("c/photos", text: "second") == Ended(counts: [0, 1, 0]))
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
