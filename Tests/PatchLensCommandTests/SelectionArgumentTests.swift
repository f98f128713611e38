import PatchLens
import PatchLensCommand
import Testing

@Suite struct SelectionArgumentTests {
    @Test(arguments: [
        ("last", LayerSelection.last), ("all", .all), ("0,5,-1", .some([0, 5, -1])), ("-1", .some([-1])),
    ])
    func readsLayers(text: String, layers: LayerSelection) throws {
        #expect(try SelectionArgument.layers(text) == layers)
    }

    @Test(arguments: [
        ("mean", HeadChoice.fused(.mean)), ("max", .fused(.max)), ("min", .fused(.min)), ("each", .each),
        ("0,3", .some([0, 3])),
    ])
    func readsHeads(text: String, heads: HeadChoice) throws {
        #expect(try SelectionArgument.heads(text) == heads)
        #expect(heads.description == text)
    }

    @Test(arguments: [
        ("class", QueryPlace.classToken), ("mean", .patchMean), ("320,200", .pixel(row: 200, column: 320)),
        ("-1,0", .pixel(row: 0, column: -1)),
    ])
    func readsTheQueryXFirst(text: String, query: QueryPlace) throws {
        #expect(try SelectionArgument.query(text) == .place(query))
        #expect(try SelectionArgument.place(text) == query)
        #expect(query.description == text)
    }

    @Test(arguments: ["", "first", "0,", ",1", "0;1", "1.5", "0, 1", "Last"])
    func refusesLayers(text: String) { #expect(throws: ArgumentProblem.self) { try SelectionArgument.layers(text) } }

    @Test(arguments: ["", "median", "0,", "all"])
    func refusesHeads(text: String) { #expect(throws: ArgumentProblem.self) { try SelectionArgument.heads(text) } }

    @Test(arguments: ["", "patch", "3", "1,2,3", "1.5,2"])
    func refusesQueries(text: String) { #expect(throws: ArgumentProblem.self) { try SelectionArgument.query(text) } }

    @Test(arguments: ["a cat", "1,2", "class"])
    func readsTexts(text: String) throws {
        #expect(try SelectionArgument.query("text:" + text) == .text(text))
        #expect(throws: ArgumentProblem.self) { try SelectionArgument.place("text:" + text) }
    }
}
