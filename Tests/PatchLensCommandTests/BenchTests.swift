import Foundation
import TestSupport
import Testing

/// `patchlens bench` as a process, with a model of three layers.
@Suite struct BenchTests {
    private let patchlens = BuiltCommand()

    private func bench(_ arguments: [String]) throws -> BuiltCommand.Result {
        try patchlens(["bench", "--model", SmallModel.directory] + arguments)
    }

    @Test(arguments: [
        ["--runs", "0"], ["--runs", "-1"], ["--runs", "10001"], ["--runs", "9223372036854775807"],
        ["--threads", "0"], ["--threads", "2147483648"], ["--short-side", "0"], ["--short-side", "100000"],
        ["--size", "1000000000x1000000000"], ["--size", "224"], ["--recording", "all"],
        // Within the bounds of a side, and more patches of 4 pixels than any picture may have.
        ["--short-side", "65536"], ["--size", "65536x1024"],
    ])
    func refusesInOneLine(arguments: [String]) throws {
        let result = try bench(arguments)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.hasPrefix("patchlens: "))
    }

    /// Sides are rounded to whole patches of 4 pixels: 22 becomes 24, 41 becomes 40. They are rounded only once.
    @Test(arguments: ["class-last", "class-all", "rollout", "none"])
    func measuresAPictureOfTheSizeAskedFor(recording: String) throws {
        let result = try bench(["--size", "22x41", "--runs", "3", "--threads", "1", "--recording", recording, "--json"])
        #expect(result.status == 0, "\(result.errors)")
        let record = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(record["height"] as? Int == 24)
        #expect(record["width"] as? Int == 40)
        #expect(record["runs"] as? Int == 3)
        #expect(record["recording"] as? String == recording)
        let (median, least) = (record["median_ms"] as? Double ?? 0, record["least_ms"] as? Double ?? 0)
        #expect(least >= 0 && median >= least)
    }
}
