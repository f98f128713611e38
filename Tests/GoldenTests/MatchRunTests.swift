import Foundation
import PatchLens
import TestSupport
import Testing

/// `patchlens match` as a process, with the small random model (Tools/golden/make-small-dinov2.py).
@Suite("The command for two pictures")
struct MatchRunTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func picture(_ name: String) -> String { "\(ProjectPaths.images)/\(name)" }

    /// Coffee and rocket in `out`, in a grid of 15×18 and one of 15×22 patches.
    private func match(
        _ arguments: [String] = [], first: String = picture("coffee.png"), second: String = picture("rocket.jpg"),
        into output: String = "out"
    ) throws -> BuiltCommand.Result {
        try patchlens(
            ["match", first, second, "-o", folder.path(output), "--model", SmallModel.directory, "--short-side", "60"]
                + arguments)
    }

    private func record(in output: String = "out") throws -> [String: Any] {
        let data = try Data(folder.contents("\(output)/coffee--rocket.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func writesALineForEachMatchAndANumberForEach() throws {
        let result = try match(["--query", "300,200", "--query", "10,390", "--json"])
        #expect(result.status == 0, "\(result.errors)")
        let names = ["coffee--rocket.png", "coffee--rocket.query-x300y200.png", "coffee--rocket.query-x10y390.png"]
        #expect(folder.files(below: "out") == (names + ["coffee--rocket.json"]).sorted())
        let record = try record()
        let model = try SmallModel.load()
        let (first, second) = try (patches("coffee.png", model), patches("rocket.jpg", model))
        let expected = try Correspondences(
            from: model.descriptors(.tokens, of: first, layer: 1), to: model.descriptors(.tokens, of: second, layer: 1))
        let matches = try #require(record["matches"] as? [[String: Any]])
        #expect(matches.count == expected.matches.count && !matches.isEmpty)
        for (match, expected) in zip(matches, expected.matches) { try check(match, expected) }
        #expect(record["layer"] as? Int == 1 && record["features"] as? String == "tokens")
        #expect(record["refined"] as? Bool == true)
        let size = (record["second"] as? [String: Any])?["size"] as? [String: Int]
        #expect(size == ["height": 427, "width": 640])
        let queries = try #require(record["queries"] as? [[String: Any]])
        #expect(queries.map { $0["query"] as? [Int] } == [[300, 200], [10, 390]])
        let patch = try #require(first.geometry.patch(atOriginalRow: 390, column: 10))
        try check(queries[1], expected.bestMatch(of: patch.row * first.geometry.grid.columns + patch.column))
        let line = try #require(try JSONSerialization.jsonObject(with: Data(result.lines[0].utf8)) as? [String: Any])
        #expect(line["status"] as? String == "done" && line["matches"] as? Int == matches.count)
        #expect(line["outputs"] as? [String] == (names + ["coffee--rocket.json"]).map { folder.path("out/\($0)") })
    }

    /// Pictures of one name in two folders are two pictures.
    @Test func doesNotTakeOthersForItsOwn() throws {
        for name in ["f1", "f2"] {
            try folder.file("\(name)/x.png", Array(Data(contentsOf: URL(fileURLWithPath: Self.picture("coffee.png")))))
        }
        let (first, second) = (folder.path("f1/x.png"), folder.path("f2/x.png"))
        #expect(try match(first: first, second: first).status == 0)
        #expect(try match(first: first, second: first).status == 0)
        let others = try match(first: second, second: second)
        #expect(others.status == 64 && others.errors.contains("about two other pictures"), "\(others.errors)")
        #expect(try match(["--overwrite"], first: second, second: second).status == 0)
    }

    private func patches(_ name: String, _ model: VisionTransformer) throws -> Patches {
        try model.patches(of: Picture(contentsOf: Self.picture(name)), shortSide: 60)
    }

    private func check(_ found: [String: Any], _ match: PatchMatch) throws {
        let from = try #require(found["from"] as? [Double])
        let to = try #require(found["to"] as? [Double])
        let expected = [match.from.column, match.from.row, match.to.column, match.to.row]
        for (value, expected) in zip(from + to, expected) { #expect(abs(value - expected) <= 0.0006) }
        #expect(abs(try #require(found["cosine"] as? Double) - Double(match.cosine)) < 1e-5)
    }

    @Test func threadsChangeNothing() throws {
        for threads in ["1", "3"] {
            let result = try match(["--query", "300,200", "--threads", threads], into: "out\(threads)")
            try #require(result.status == 0, "\(result.errors)")
        }
        for file in folder.files(below: "out1") {
            #expect(try folder.contents("out1/\(file)") == folder.contents("out3/\(file)"), "\(file)")
        }
    }

    @Test func optionsChangeWhatIsFound() throws {
        try #require(match().status == 0)
        let all = try #require(try record()["matches"] as? [[String: Any]])
        try #require(match(["--no-refine", "--features", "keys", "--layer", "-1"]).status == 0)
        let keys = try record()
        #expect(
            keys["features"] as? String == "keys" && keys["layer"] as? Int == 2 && keys["refined"] as? Bool == false)
        let cosine = try #require(all[all.count / 2]["cosine"] as? Double)
        try #require(match(["--min-cosine", "\(cosine - 1e-6)"]).status == 0)
        let some = try #require(try record()["matches"] as? [[String: Any]])
        #expect(some.count >= all.count / 2 && some.count < all.count)
        let many = try folder.contents("out/coffee--rocket.png")
        try #require(match(["--top", "1"]).status == 0)
        #expect(try folder.contents("out/coffee--rocket.png") != many)
    }

    @Test func aPictureThatFails() throws {
        let broken = try folder.file("broken.png", text: "no picture")
        for (first, second) in [(broken, Self.picture("coffee.png")), (Self.picture("coffee.png"), broken)] {
            let result = try match(["--json"], first: first, second: second)
            #expect(result.status == 1 && result.errorLines.count == 1, "\(result.errors)")
            #expect(result.errors.hasPrefix("failed \(broken): "))
            #expect(result.output.contains(#""code":"decode""#) && result.output.contains(#""status":"failed""#))
        }
        let outside = try match(["--query", "600,0"])
        #expect(outside.status == 1 && outside.errors.contains("the query 600,0 is outside the picture"))
        #expect(folder.files(below: "out").isEmpty)
    }

    @Test(arguments: [
        ["--layer", "3"], ["--features", "values"], ["--query", "class"], ["--query", "1,1", "--query", "1,1"],
        ["--top", "0"], ["--min-cosine", "2"], ["--fit", "processor"],
    ])
    func usage(arguments: [String]) throws {
        let result = try match(arguments)
        #expect(result.status == 64 && result.errorLines.count == 1, "\(result.errors)")
        #expect(folder.files(below: "out").isEmpty)
    }
}
