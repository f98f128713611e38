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

    /// By their paths, and only where the file is a record of two pictures.
    @Test func areAboutTheirOwnPictures() throws {
        let folder = try TemporaryFolder()
        let outputs = MatchOutputs(of: "f1/x.png", and: "f1/x.png", queries: [], in: folder.path("out"))
        #expect(!outputs.areAboutOthers(than: "f1/x.png", and: "f1/x.png"))
        try folder.file("out/x--x.json", text: "half of a rec")
        #expect(!outputs.areAboutOthers(than: "f2/x.png", and: "f1/x.png"))
        try folder.file("out/x--x.json", text: #"{"first":{"path":"f1/x.png"},"second":{"path":"f1/x.png"}}"#)
        #expect(!outputs.areAboutOthers(than: "f1/x.png", and: "f1/x.png"))
        #expect(outputs.areAboutOthers(than: "f1/x.png", and: "f2/x.png"))
        #expect(outputs.areAboutOthers(than: "f2/x.png", and: "f1/x.png"))
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
