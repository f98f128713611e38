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

    /// By path and by size, and whether either can be read.
    @Test func areAboutTheirOwnPictures() throws {
        let folder = try TemporaryFolder()
        func picture(_ name: String, width: Int = 6) throws -> String {
            let size = PictureSize(height: 4, width: width)
            try Picture(size: size, pixels: Array(repeating: 9, count: 4 * width * 3)).writePNG(to: folder.path(name))
            return folder.path(name)
        }
        let (own, other) = try (picture("f1/x.png"), picture("f2/x.png"))
        let outputs = MatchOutputs(of: own, and: own, queries: [], in: folder.path("out"))
        #expect(try !outputs.areAbout(own, and: own))
        let facts = #"{"path":"\#(own)","size":{"height":4,"width":6}}"#
        try folder.file("out/x--x.json", text: #"{"first":\#(facts),"second":\#(facts)}"#)
        #expect(try outputs.areAbout(own, and: own))
        #expect(try !outputs.areAbout(own, and: other) && !outputs.areAbout(other, and: own))
        _ = try picture("f1/x.png", width: 5)
        #expect(try !outputs.areAbout(own, and: own))
        try folder.remove("f1/x.png")
        #expect(throws: MatchFailure.self) { try outputs.areAbout(own, and: own) }
    }

    @Test(arguments: [QueryPlace.classToken, .patchMean])
    func placesThatAreNoPixelAreRefused(place: QueryPlace) throws {
        let options = MatchOptions(queries: [.pixel(row: 0, column: 0), place])
        #expect(throws: MatchingError.noPixel(place)) {
            try PictureMatching(model: SmallModel.load(), modelName: "small", options: options)
        }
    }

    @Test func layersThatAreNotThereAreRefused() throws {
        #expect(throws: MatchingError.encoding(.noSuchLayer(3, layerCount: 3))) {
            try PictureMatching(model: SmallModel.load(), modelName: "small", options: MatchOptions(layer: 3))
        }
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
