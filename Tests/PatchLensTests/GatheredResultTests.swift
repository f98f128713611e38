import AttentionExport
import Foundation
import PatchLens
import TestSupport
import Testing

@Suite("Results of all pictures")
struct GatheredResultTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func result(
        _ files: [String], of inputs: [InputEntry]? = nil, options: [String: String] = [:]
    ) throws -> GatheredResult {
        let pictures = try ["a.png", "b.png"].map { name in
            InputEntry.picture(PictureInput(path: try folder.file(name), root: "r", directory: "", name: name))
        }
        return GatheredResult(
            files, of: try OutputPlan(InputList(inputs ?? pictures), into: folder.path("out"), naming: NoOutputs()),
            identity: RunIdentity(model: "m", weightsHash: "w", options: options), limits: [:], tellsPaths: false)
    }

    private func isLeft(_ result: GatheredResult) -> Bool {
        if case .leave = result.decision() { true } else { false }
    }

    private func make(
        _ result: GatheredResult, _ files: [String], failures: [(index: Int, failure: PictureFailure)] = []
    ) throws {
        try result.prepare()
        try result.begin()
        for file in files { try folder.file("out/\(file)", text: file) }
        try result.finish(failures, isMade: !files.isEmpty)
    }

    /// Each has a record of its own beside those of runs, whatever it is called, and none is taken for another's.
    @Test func recordsAreApart() throws {
        let names = [
            "a/b.npy", "a%2Fb.npy", "a-b.npy", "heads.json", "heads.npy", "heads.csv", "manifest-1.jsonl", "_done.json",
            "objects.json", "c/\u{301}.npy", String(repeating: "n", count: 250) + ".npy",
        ]
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

    /// A file of which no run tells is somebody's.
    @Test func whatWasNeverRecordedIsNotReplaced() throws {
        let result = try result(["x.json", "x.png"])
        try folder.file("out/x.png")
        guard case .refuse(file: folder.path("out/x.png")) = result.decision() else { throw Unexpected() }
        try folder.file("out/.patchlens/gathered-x.json", text: "half of a rec")
        guard case .make(because: .unrecorded) = result.decision() else { throw Unexpected() }
    }

    /// Of a picture that could not be read it is enough to open it, and the others are told apart by their kind.
    @Test(
        arguments: [
            FailureKind.unreachable, .unreadable, .timeLimit, .outOfMemory, .notWritten, .corrupt, .tooLarge,
        ], [true, false])
    func failuresThatMayGoWell(kind: FailureKind, isReadable: Bool) throws {
        let path = folder.path("c.png")
        // A pipe can be opened, and has no picture in it.
        if isReadable { try folder.file("c.png") } else { #expect(mkfifo(path, 0o600) == 0) }
        let isTried = [.unreachable, .unreadable].contains(kind) ? isReadable : kind.isRetryable
        let input = InputEntry.picture(PictureInput(path: path, root: "r", directory: "", name: "c.png"))
        for files in [["x.json"], []] {
            let result = try result(["x.json"], of: [input])
            try make(result, files, failures: [(0, PictureFailure(.decode, kind, message: "no"))])
            switch result.decision() {
            case .make(because: .failures(1, let isMade)?): #expect(isTried && isMade == !files.isEmpty)
            case .leave(let failures): #expect(!isTried && failures[path]?.kind == kind)
            default: throw Unexpected()
            }
            if !files.isEmpty { try folder.remove("out") }
        }
    }

    @Test func pathsThatAreStillNoInputsAreNoReason() throws {
        let inputs = [InputEntry.unusable(path: "gone", .unreachable(reason: "no such file"))]
        let result = try result(["x.json"], of: inputs)
        let failure = PictureFailure(.input, .unreachable, message: "no such file")
        try make(result, ["x.json"], failures: [(0, failure)])
        #expect(isLeft(result))
    }

    /// Where nothing came of all pictures there is nothing to be made again.
    @Test func whatIsNotThereIsNotMadeAgain() throws {
        try make(try result(["x.json"]), [], failures: [(0, PictureFailure(.decode, .corrupt, message: "no"))])
        guard case .make(because: nil) = try result(["x.json"], options: ["layer": "7"]).decision() else {
            throw Unexpected()
        }
        #expect(
            GatheredReason.failures(2, isMade: false).description(of: "x") == "2 pictures that failed are tried again")
        let told = GatheredReason.failures(1, isMade: true).description(of: "x")
        #expect(told == "x is made again: a picture that failed is tried again")
    }

    /// Before all the work it is found that its record, or its files, cannot be written.
    @Test func whatCannotBeWrittenIsFoundBefore() throws {
        let result = try result(["x.json"])
        var system = SystemCall()
        for part in ["/out/.patchlens/", "/out/"] {
            system.create = { path in
                guard path.contains("\(part).patchlens-") else { return SystemCall().create(path) }
                errno = EROFS
                return -1
            }
            #expect(throws: ExportError.self) { try SystemCall.$current.withValue(system) { try result.prepare() } }
        }
        try result.prepare()
        try folder.file("out/.patchlens/gathered-x.json/file")
        let record = folder.path("out/.patchlens/gathered-x.json")
        #expect(throws: ExportError.file(.rename, path: record, errorNumber: EISDIR)) { try result.prepare() }
    }

    private struct Unexpected: Error {}
}
