import Foundation
import PatchLens
import TestSupport
import Testing

@Suite struct OutputPlanTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func plan(
        _ paths: [String], into output: String = "out", template: OutputTemplate = .mirrored,
        saving savedMaps: SavedMaps = .none
    ) throws -> OutputPlan {
        let entries = try InputSearch(outputFolder: folder.path(output))(paths.map(folder.path))
        let naming = OutputNaming(template: template, try .lastMean, savedMaps: savedMaps)
        return try OutputPlan(entries, into: folder.path(output), naming: naming)
    }

    private func outputs(_ plan: OutputPlan) -> [String] {
        plan.entries.flatMap { entry -> [String] in
            guard case .picture(let picture) = entry else { return [] }
            return picture.outputs.all.map { String($0.dropFirst(folder.path.count + 1)) }
        }
    }

    @Test func mirrorsTheTree() throws {
        for name in ["photos/a.png", "photos/x/b.jpg", "photos/x/y/c.jpeg"] { try folder.file(name) }
        #expect(outputs(try plan(["photos"])) == ["out/a.png", "out/x/b.png", "out/x/y/c.png"])
    }

    /// Each tree, and the first template that keeps its files apart.
    @Test(arguments: [
        (["p/a.png", "p/a.jpg"], ["p"], "{dir}/{name}.png"),
        (["p/a.png", "q/a.png"], ["p", "q"], "{root}/{dir}/{stem}.png"),
        (["p/a.png", "p/a.jpg", "q/a.png"], ["p", "q"], "{root}/{dir}/{name}.png"),
        (["x/p/a.png", "y/p/a.png"], ["x/p", "y/p"], "{dir}/{stem}.{index}.png"),
    ])
    func refusesTwoInputsOfOneOutput(files: [String], paths: [String], remedy: String) throws {
        for file in files { try folder.file(file) }
        let error = #expect(throws: OutputPlanError.self) { try plan(paths) }
        guard case .collision(let first, let second, let output, let template) = error else {
            Issue.record("expected a collision, found \(String(describing: error))")
            return
        }
        #expect(first != second && files.map(folder.path).contains(first) && files.map(folder.path).contains(second))
        #expect(output == folder.path("out/a.png"))
        #expect(template.description == remedy)
        #expect(outputs(try plan(paths, template: template)).count == files.count)
    }

    /// A file of numbers has no picture's extension, but may meet another file of numbers.
    @Test func refusesTwoFilesOfNumbersOfOneName() throws {
        for file in ["p/a.png", "p/a.jpg"] { try folder.file(file) }
        let template = try OutputTemplate("{dir}/{stem}.png")
        #expect(throws: OutputPlanError.self) { try plan(["p"], template: template, saving: .npy) }
        #expect(
            outputs(try plan(["p"], template: OutputTemplate("{name}.png"), saving: .npy))
                == ["out/a.jpg.png", "out/a.jpg.npy", "out/a.png.png", "out/a.png.npy"])
    }

    @Test func refusesToOverwriteAnInput() throws {
        let path = try folder.file("photos/a.png")
        #expect(
            throws: OutputPlanError.overwritesInput(path: path, output: folder.path("photos/a.png"))
        ) {
            try plan(["photos/a.png"], into: "photos")
        }
    }

    @Test func refusesAFolderInAnOutputsPlace() throws {
        let path = try folder.file("photos/a.png")
        try folder.file("out/a.npy/note.txt")
        #expect(throws: OutputPlanError.folderInTheWay(path: path, output: folder.path("out/a.npy"))) {
            try plan(["photos"], saving: .npy)
        }
        #expect(outputs(try plan(["photos"])) == ["out/a.png"])
    }

    @Test func takesNamesByTheirBytes() throws {
        for name in ["p/\u{E9}.png", "p/e\u{301}.png"] { try folder.file(name) }
        #expect(outputs(try plan(["p"])).count == 2)
    }

    @Test func isDoneOnlyWhenEveryOutputIsThere() throws {
        try folder.file("p/a.png")
        let plan = try plan(["p"], saving: .npy)
        guard case .picture(let picture) = try #require(plan.entries.first) else { return }
        #expect(!picture.isDone)
        try folder.file("out/a.png")
        #expect(!picture.isDone)
        // Whatever came to lie there since the plan was made: only a file is an output.
        try folder.file("out/a.npy/note.txt")
        #expect(!picture.isDone)
        try FileManager.default.removeItem(atPath: folder.path("out/a.npy"))
        try folder.file("out/a.npy")
        #expect(picture.isDone)
    }
}
