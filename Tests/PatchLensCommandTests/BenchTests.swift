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
        ["--warm-up", "-1"], ["--threads", "0"], ["--threads", "2147483648"],
        ["--short-side", "0"], ["--short-side", "100000"],
        ["--size", "1000000000x1000000000"], ["--size", "224"], ["--recording", "all"],
        // Within the bounds of a side, and more patches of 4 pixels than any picture may have.
        ["--short-side", "65536"], ["--size", "65536x1024"],
        // A picture brings its own proportions, and is only for the stages.
        ["--picture", "cat.jpg", "--size", "224x224"], ["--picture", "cat.jpg", "--no-stages"],
    ])
    func refusesInOneLine(arguments: [String]) throws {
        let result = try bench(arguments)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.hasPrefix("patchlens: "))
    }

    private func record(_ arguments: [String]) throws -> [String: Any] {
        let result = try bench(arguments + ["--runs", "3", "--threads", "1", "--json"])
        #expect(result.status == 0, "\(result.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    }

    /// Sides are rounded to whole patches of 4 pixels: 22 becomes 24, 41 becomes 40. They are rounded only once.
    @Test(arguments: ["class-last", "class-all", "rollout", "none"])
    func measuresAPictureOfTheSizeAskedFor(recording: String) throws {
        let record = try record(["--size", "22x41", "--recording", recording, "--no-stages", "--warm-up", "0"])
        #expect(record["height"] as? Int == 24)
        #expect(record["width"] as? Int == 40)
        #expect(record["runs"] as? Int == 3)
        #expect(record["recording"] as? String == recording)
        let (median, least) = (record["median_ms"] as? Double ?? 0, record["least_ms"] as? Double ?? 0)
        #expect(least >= 0 && median >= least)
        #expect((record["peak_gflops"] as? [String: Double])?["f32"] ?? 0 > 0)
        #expect(record["peak_share"] as? Double ?? 0 > 0)
        #expect(record["stages_ms"] == nil)
    }

    private static let always: Set<String> = [
        "decode", "resize", "patchify", "embed", "norm", "rounding", "products", "gelu", "attention", "rest",
    ]

    @Test(arguments: [
        ("class-last", always.union(["overlay", "png"])),
        ("rollout", always.union(["propagation", "overlay", "png"])),
        // There is nothing to draw.
        ("none", always),
    ])
    func timesEveryStage(recording: String, stages: Set<String>) throws {
        let record = try record(["--size", "24x40", "--recording", recording])
        let times = try #require(record["stages_ms"] as? [String: Double])
        #expect(Set(times.keys) == stages)
        #expect(record["whole_picture_ms"] as? Double ?? 0 > 0)
    }

    @Test func takesThePictureGiven() throws {
        let picture = ProjectPaths.images + "/rocket.jpg"
        let result = try bench(["--picture", picture, "--short-side", "40", "--runs", "1"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("stages of \(picture), 427×640"))
        // 427 to 640 is 40 to 60: ten by fifteen patches of 4 pixels.
        #expect(result.output.contains("10×15 patches"))
    }

    @Test func namesAPictureThatIsNone() throws {
        let result = try bench(["--picture", SmallModel.directory + "/config.json"])
        #expect(result.status == 2)
        #expect(result.errorLines.count == 1, "\(result.errors)")
    }
}
