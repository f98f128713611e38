import PatchLens
import PatchLensCommand
import Testing

@Suite struct NumberArgumentTests {
    @Test(arguments: [("1", 1), ("448", 448), ("1024", 1024)])
    func readsWholeNumbers(text: String, number: Int) throws {
        #expect(try NumberArgument.whole(NumberArgument.workers)(text) == number)
    }

    @Test(arguments: ["0", "-3", "2.5", "", "many", "1025", "2147483648", "99999999999999999999"])
    func refusesWhatIsNoCount(text: String) {
        #expect(throws: ArgumentProblem.self) { try NumberArgument.whole(NumberArgument.workers)(text) }
    }

    @Test(arguments: [("518x784", 518, 784), ("1x65536", 1, 65_536)])
    func readsSizes(text: String, height: Int, width: Int) throws {
        #expect(try NumberArgument.size(text) == PictureSize(height: height, width: width))
    }

    @Test(arguments: [
        "", "224", "0x1", "1x0", "224x", "224x224x3", "-1x224", "224X224", "1000000000x1000000000", "1x65537",
    ])
    func refusesWhatIsNoSize(text: String) { #expect(throws: ArgumentProblem.self) { try NumberArgument.size(text) } }

    @Test(arguments: [("0", 0.0), ("0.6", 0.6), ("1", 1.0)])
    func readsParts(text: String, number: Double) throws { #expect(try NumberArgument.part(text) == number) }

    @Test(arguments: ["-0.1", "1.01", "nan", "inf", "60%", ""])
    func refusesWhatIsNoPart(text: String) {
        #expect(throws: ArgumentProblem.self) { try NumberArgument.part(text) }
        #expect(throws: ArgumentProblem.self) { try NumberArgument.positivePart(text) }
    }

    @Test func takesAllButNothingAsAPositivePart() throws {
        #expect(try NumberArgument.positivePart("1") == 1)
        #expect(try NumberArgument.positivePart("0.001") == 0.001)
        #expect(throws: ArgumentProblem.self) { try NumberArgument.positivePart("0") }
    }
}
