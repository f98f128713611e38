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

    @Test(arguments: [("1", 1), ("800M", 800 << 20), ("4G", 4 << 30), ("4g", 4 << 30), ("2K", 2048), ("1T", 1 << 40)])
    func sizes(text: String, bytes: Int) throws { #expect(try NumberArgument.bytes(text) == bytes) }

    @Test(arguments: ["", "G", "0", "-1", "1.5G", "4GB", "+4", "9999999999T", "1 G"])
    func sizesThatAreNone(text: String) { #expect(throws: ArgumentProblem.self) { try NumberArgument.bytes(text) } }

    @Test(arguments: [("0.001", 1), ("2", 2000), ("1.5", 1500)])
    func times(text: String, milliseconds: Int) throws {
        #expect(try NumberArgument.seconds(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: ["0", "-1", "nan", "inf", "", "1s"])
    func timesThatAreNone(text: String) { #expect(throws: ArgumentProblem.self) { try NumberArgument.seconds(text) } }
}
