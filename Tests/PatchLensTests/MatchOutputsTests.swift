import PatchLens
import TestSupport
import Testing

@Suite("Outputs of two pictures")
struct MatchOutputsTests {
    @Test func areNamedForBoth() {
        let outputs = MatchOutputs(
            of: "photos/left.jpg", and: "right.side.png", queries: [.pixel(row: 200, column: 320)], in: "out")
        #expect(
            outputs.all == [
                "out/left--right.side.png", "out/left--right.side.query-x320y200.png", "out/left--right.side.json",
            ])
    }

    @Test func areThereWhenAllAre() throws {
        let folder = try TemporaryFolder()
        let outputs = MatchOutputs(of: "a.png", and: "b.png", queries: [], in: folder.path("out"))
        try folder.file("out/a--b.png")
        #expect(!outputs.areThere)
        try folder.file("out/a--b.json")
        #expect(outputs.areThere)
    }

    @Test func areNoFoldersAndNoInputs() throws {
        let folder = try TemporaryFolder()
        let outputs = MatchOutputs(of: "a.png", and: "b.png", queries: [], in: folder.path("out"))
        try outputs.check(against: [])
        let picture = try folder.file("out/a--b.png")
        try folder.link("link.png", to: picture)
        #expect(throws: OutputPlanError.overwritesInput(path: folder.path("link.png"), output: outputs.page)) {
            try outputs.check(against: [folder.path("other.png"), folder.path("link.png")])
        }
        try folder.remove("out/a--b.png")
        try folder.file("out/a--b.png/inside")
        #expect(throws: OutputPlanError.folderInTheWay(path: nil, output: outputs.page)) {
            try outputs.check(against: [])
        }
    }
}
