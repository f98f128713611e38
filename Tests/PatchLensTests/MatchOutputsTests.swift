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

    /// By which files they are, and only where there is a record of two pictures that are there.
    @Test func areAboutTheirOwnPictures() throws {
        let folder = try TemporaryFolder()
        let (one, other) = (try folder.file("f1/x.png"), try folder.file("f2/x.png"))
        let same = folder.path("f1/../f1/x.png")
        let outputs = MatchOutputs(of: one, and: one, queries: [], in: folder.path("out"))
        #expect(!outputs.areAboutOthers(than: one, and: one))
        try folder.file("out/x--x.json", text: "half of a rec")
        #expect(!outputs.areAboutOthers(than: other, and: one))
        try folder.file("out/x--x.json", text: #"{"first":{"path":"\#(one)"},"second":{"path":"\#(one)"}}"#)
        #expect(!outputs.areAboutOthers(than: one, and: one))
        #expect(!outputs.areAboutOthers(than: same, and: one))
        #expect(outputs.areAboutOthers(than: same, and: other))
        #expect(outputs.areAboutOthers(than: other, and: one))
        try folder.remove("f1/x.png")
        #expect(!outputs.areAboutOthers(than: other, and: one))
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
}
