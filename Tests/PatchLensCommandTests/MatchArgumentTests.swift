import PatchLens
import PatchLensCommand
import Testing

@Suite struct MatchArgumentTests {
    @Test func pixelsAreXThenY() throws {
        #expect(try SelectionArgument.pixel("320,200") == .pixel(row: 200, column: 320))
    }

    @Test(arguments: ["", "class", "mean", "1", "1,2,3", "1;2", "1.5,2", "a,b"])
    func refusesOtherPlaces(text: String) {
        #expect(throws: ArgumentProblem.self) { try SelectionArgument.pixel(text) }
    }

    @Test(arguments: [("-1", -1), ("0.5", 0.5), ("1", 1)] as [(String, Float)])
    func cosines(text: String, value: Float) throws { #expect(try NumberArgument.cosine(text) == value) }

    @Test(arguments: ["1.01", "-2", "nan", "", "x"])
    func refusesWhatNoCosineIs(text: String) {
        #expect(throws: ArgumentProblem.self) { try NumberArgument.cosine(text) }
    }

    @Test func methodsAreAList() throws {
        #expect(try SelectionArgument.methods("attention") == [.attention])
        #expect(try SelectionArgument.methods("rollout,grad-cam,attention") == [.rollout, .gradCAM, .attention])
    }

    @Test(arguments: ["", "attention,", "attention,attention", "nothing", "attention, rollout"])
    func refusesOtherLists(text: String) {
        #expect(throws: ArgumentProblem.self) { try SelectionArgument.methods(text) }
    }
}
