import PatchLens
import Testing

@Suite struct MapSelectionTests {
    @Test(arguments: [
        (LayerSelection.last, [11]), (.all, Array(0..<12)), (.some([0, 5, -1]), [0, 5, 11]),
        (.some([-1, 11, 3, -12]), [0, 3, 11]),
    ])
    func resolvesLayers(layers: LayerSelection, numbers: [Int]) throws {
        #expect(try MapSelection.of12(layers, .each).layers == numbers)
    }

    @Test func refusesLayersAndHeadsThatAreNotThere() {
        #expect(throws: EncodingError.noSuchLayer(12, layerCount: 12)) {
            try MapSelection.of12(.some([0, 12]), .each)
        }
        #expect(throws: EncodingError.noSuchLayer(-13, layerCount: 12)) { try MapSelection.of12(.some([-13]), .each) }
        #expect(throws: EncodingError.noSuchHead(6, headCount: 6)) { try MapSelection.of12(.last, .some([6])) }
        #expect(throws: EncodingError.noSuchHead(-1, headCount: 6)) { try MapSelection.of12(.last, .some([-1])) }
    }

    @Test func namesMapsLayerByLayer() throws {
        let names = try MapSelection.of12(.some([3, -1]), .some([5, 0, 5])).names()
        #expect(
            names == [
                MapName(layer: 3, head: "0"), MapName(layer: 3, head: "5"), MapName(layer: 11, head: "0"),
                MapName(layer: 11, head: "5"),
            ])
        #expect(try MapSelection.lastMean.names() == [MapName(layer: 11, head: "mean")])
    }
}
