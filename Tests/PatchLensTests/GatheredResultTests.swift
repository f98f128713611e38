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
        guard case .refuse(file: folder.path("out/x.png"), of: .nobody) = result.decision() else { throw Unexpected() }
        try folder.file("out/.patchlens/gathered-x.json", text: "half of a rec")
        guard case .make(because: .unrecorded) = result.decision() else { throw Unexpected() }
    }

    /// Of what a record does not have, nothing is known either.
    @Test func whatItsRecordHasNotIsNotReplaced() throws {
        try make(try result(["x.json"]), ["x.json"])
        try folder.file("out/x.png")
        let more = try result(["x.json", "x.png"])
        guard case .refuse(file: folder.path("out/x.png"), of: .nobody) = more.decision() else { throw Unexpected() }
        try folder.remove("out/x.png")
        guard case .make(because: .unrecorded) = more.decision() else { throw Unexpected() }
        // Nor of what is put where all pictures failed.
        let failed = PictureFailure(.decode, .corrupt, message: "no")
        try make(try result(["y.json"]), [], failures: [(0, failed)])
        try folder.file("out/y.json")
        let other = try result(["y.json"], options: ["layer": "7"])
        guard case .refuse(file: folder.path("out/y.json"), of: .nobody) = other.decision() else { throw Unexpected() }
    }

    /// What an earlier result of its name had, and the later ones have not, is its own as long as it is there
    /// unchanged.
    @Test(arguments: [true, false])
    func formerFilesStayItsOwn(isKilled: Bool) throws {
        let more = try result(["x.json", "x.png", "x.csv"], options: ["query": "1"])
        try make(more, ["x.json", "x.png", "x.csv"])
        let fewer = try result(["x.json"])
        if isKilled { try fewer.begin() } else { try make(fewer, ["x.json"]) }
        try make(try result(["x.json"], options: ["layer": "7"]), ["x.json"])
        guard case .make = more.decision() else { throw Unexpected() }
        try folder.file("out/x.csv", text: "somebody's, of another size")
        guard case .refuse(file: folder.path("out/x.csv"), of: .nobody) = more.decision() else { throw Unexpected() }
        // Where everything fails, what there is stays as it is, and its own.
        let failure = PictureFailure(.decode, .corrupt, message: "no")
        try make(try result(["x.json"], options: ["layer": "8"]), [], failures: [(0, failure)])
        guard case .make(because: nil) = try result(["x.json", "x.png"]).decision() else { throw Unexpected() }
    }

    /// Of two results that have a file of one name it is the later one's.
    @Test func filesOfOtherResultsAreNotReplaced() throws {
        try make(try result(["x.json", "both.png"]), ["x.json", "both.png"])
        let second = try result(["y.json", "both.png"])
        let file = folder.path("out/both.png")
        guard case .refuse(file: file, of: .anotherResult("x.json")) = second.decision() else { throw Unexpected() }
        try make(second, ["y.json", "both.png"])
        let changed = try result(["x.json", "both.png"], options: ["layer": "7"])
        guard case .refuse(file: file, of: .anotherResult("y.json")) = changed.decision() else { throw Unexpected() }
        #expect(FileOwner.anotherResult("y.json").description == "is a part of y.json")
    }

    /// Names that Unicode calls equivalent are two.
    @Test func normalFormsAreTwoFiles() throws {
        try make(try result(["\u{e9}.json", "a.png"]), ["\u{e9}.json", "a.png"])
        try folder.file("out/e\u{301}.json")
        guard case .refuse(_, of: .nobody) = try result(["e\u{301}.json", "b.png"]).decision() else {
            throw Unexpected()
        }
        let part = try result(["x.json", "\u{e9}.png"])
        try make(part, ["x.json", "\u{e9}.png"])
        guard case .make(because: .unrecorded) = try result(["x.json", "e\u{301}.png"]).decision() else {
            throw Unexpected()
        }
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
            case .leave(let failures): #expect(!isTried && failures[0]?.kind == kind)
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
