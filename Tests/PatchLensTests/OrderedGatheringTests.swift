import PatchLens
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs whose findings are taken from the reports.
@Suite struct OrderedGatheringTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private struct Full: Error {}

    private func plan(_ count: Int) throws -> OutputPlan {
        for index in 0..<count { try folder.file("p/\(index + 100).png") }
        let entries = try InputSearch()([folder.path("p")])
        return try OutputPlan(entries, into: folder.path("out"), naming: NoOutputs(), shared: ["all.npy"])
    }

    /// While the first picture takes its time, only a few others are taken up.
    @Test func onlyAFewWaitForASlowOne() async throws {
        let begun = Mutex(0)
        let run = FolderRun(try plan(60), workers: Workers(pictures: 2, threads: 1, for: 60), overwrites: true) {
            picture, _ in
            begun.withLock { $0 += 1 }
            if picture.input.name == "100.png" { usleep(300_000) }
            return PictureReport(.planned, picture)
        }
        var begunBeforeTheFirst = 0
        var paths: [String] = []
        let summary = try await run.gathering { (report: PictureReport) throws(Full) -> Void in
            if paths.isEmpty { begunBeforeTheFirst = begun.withLock { $0 } }
            paths.append(report.path)
        }
        #expect(summary.planned == 60 && paths == paths.sorted())
        // A few more may have begun between the first's end and its report.
        #expect((2...20).contains(begunBeforeTheFirst), "\(begunBeforeTheFirst)")
    }

    @Test func whatCannotBeTakenEndsTheRun() async throws {
        let begun = Mutex(0)
        let run = FolderRun(try plan(60), workers: Workers(pictures: 2, threads: 1, for: 60), overwrites: true) {
            picture, _ in
            begun.withLock { $0 += 1 }
            return PictureReport(.planned, picture)
        }
        await #expect(throws: Full.self) {
            _ = try await run.gathering { (_: PictureReport) throws(Full) -> Void in throw Full() }
        }
        #expect(begun.withLock { $0 } < 60)
    }

    @Test func refusesAnInputOrAFolderInTheSharedPlace() throws {
        let path = try folder.file("out/all.npy")
        let input = PictureInput(path: path, root: "out", directory: "", name: "all.npy")
        #expect(throws: OutputPlanError.overwritesInput(path: path, output: path)) {
            try OutputPlan([.picture(input)], into: folder.path("out"), naming: NoOutputs(), shared: ["all.npy"])
        }
        try folder.file("out/deep.npy/note.txt")
        #expect(throws: OutputPlanError.folderInTheWay(path: nil, output: folder.path("out/deep.npy"))) {
            try OutputPlan([.picture(input)], into: folder.path("out"), naming: NoOutputs(), shared: ["deep.npy"])
        }
    }

    @Test(arguments: ["features.txt", "/features.npy", "../features.npy", "{stem}.npy"])
    func refusesANameForAll(name: String) {
        #expect(throws: OutputTemplateError.self) { try GatheredFeatures(name) }
    }

    @Test func theIndexLiesBesideTheRows() throws {
        let files = try GatheredFeatures("sub/all.NPY").inside("out")
        #expect(files.all == ["out/sub/all.NPY", "out/sub/all.jsonl"])
    }

    @Test func featuresAreNamedByTheirTemplate() throws {
        let input = PictureInput(path: "photos/cats/tom.jpg", root: "photos", directory: "cats", name: "tom.jpg")
        #expect(try FeatureNaming(layer: 3).outputs(of: input, index: 1).all == ["cats/tom.npy"])
        let template = try OutputTemplate("{layer}/{name}.npy", fileExtension: "npy", fields: FeatureNaming.fields)
        #expect(try FeatureNaming(template: template, layer: 3).outputs(of: input, index: 1).all == ["3/tom.jpg.npy"])
        #expect(throws: OutputTemplateError.self) {
            try OutputTemplate("{head}.npy", fileExtension: "npy", fields: FeatureNaming.fields)
        }
    }
}
