import Foundation
import PatchLens
import TestSupport
import Testing

@Suite("Results of all pictures")
struct GatheredResultTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func result(_ files: [String], options: [String: String] = [:]) throws -> GatheredResult {
        let inputs = try ["a.png", "b.png"].map { name in
            InputEntry.picture(PictureInput(path: try folder.file(name), root: "r", directory: "", name: name))
        }
        return GatheredResult(
            files, of: try OutputPlan(InputList(inputs), into: folder.path("out"), naming: NoOutputs()),
            identity: RunIdentity(model: "m", weightsHash: "w", options: options), limits: [:], tellsPaths: false)
    }

    private func isLeft(_ result: GatheredResult) -> Bool {
        if case .leave = result.decision() { true } else { false }
    }

    private func make(_ result: GatheredResult, _ files: [String]) throws {
        try result.prepare()
        try result.begin()
        for file in files { try folder.file("out/\(file)", text: file) }
        try result.finish([], isMade: true)
    }

    /// Each has a record of its own beside those of runs, whatever it is called, and none is taken for another's.
    @Test func recordsAreApart() throws {
        let names = [
            "a/b.npy", "a%2Fb.npy", "a-b.npy", "heads.json", "heads.npy", "heads.csv", "manifest-1.jsonl", "_done.json",
            "objects.json", "/\u{301}.npy", String(repeating: "n", count: 250) + ".npy",
        ].map { $0.hasPrefix("/") ? "c" + $0 : $0 }
        let results = try names.map { try result([$0]) }
        for (name, result) in zip(names, results) { try make(result, [name]) }
        for result in results { #expect(isLeft(result), "\(result.name)") }
        let records = try FileManager.default.contentsOfDirectory(atPath: folder.path("out/.patchlens"))
        #expect(records.count == names.count)
        #expect(records.allSatisfy { $0.hasPrefix("gathered-") && $0.hasSuffix(".json") && $0.utf8.count < 256 })
    }

    /// From the first file's replacement to the last one's there is none.
    @Test func betweenBeginAndFinishThereIsNone() throws {
        let one = try result(["x.json", "x.png"])
        try make(one, ["x.json", "x.png"])
        #expect(isLeft(one))
        let other = try result(["x.json", "x.png"], options: ["layer": "7"])
        try other.begin()
        guard case .make(because: .unrecorded) = one.decision() else { throw Unexpected() }
        guard case .make(because: .unrecorded) = other.decision() else { throw Unexpected() }
        // A file that is gone by the end is no part of a result.
        try folder.remove("out/x.png")
        try other.finish([], isMade: true)
        guard case .make(because: .unrecorded) = other.decision() else { throw Unexpected() }
        try folder.file("out/x.png")
        try other.finish([], isMade: true)
        #expect(isLeft(other))
        guard case .make(because: .otherwise(["layer 7, now not given"])) = one.decision() else { throw Unexpected() }
    }

    /// Nothing is written through a link that leads out of the folder, and a pipe for a record is not waited for.
    @Test func strangeRecords() throws {
        let result = try result(["x.json"])
        try folder.file("out/.patchlens/mark")
        #expect(mkfifo(folder.path("out/.patchlens/gathered-x.json"), 0o600) == 0)
        guard case .make(because: nil) = result.decision() else { throw Unexpected() }
        try make(result, ["x.json"])
        #expect(isLeft(result))
        try folder.remove("out/.patchlens")
        try folder.file("elsewhere/mark")
        try folder.link("out/.patchlens", to: folder.path("elsewhere"))
        #expect(throws: OutputFolderError.self) { try result.prepare() }
        try folder.remove("out/.patchlens")
        try folder.link("out/all", to: folder.path("elsewhere"))
        let other = try self.result(["all/f.npy"])
        #expect(throws: OutputFolderError.self) { try other.prepare() }
        #expect(folder.files(below: "elsewhere") == ["mark"])
    }

    private struct Unexpected: Error {}
}
