import Foundation
import PatchLens
import TestSupport
import Testing

/// `patchlens heads` as a process, with the small random model (Tools/golden/make-small-dinov2.py).
@Suite("The command for heads")
struct HeadsRunTests {
    private struct Report: Decodable {
        struct Layer: Decodable {
            let layer: Int
            let heads: [Head]
        }

        struct Head: Decodable {
            let head: Int
            let inputDistance, originalDistance, entropy: Double
        }

        struct Outliers: Decodable {
            let pictures, patches, allPatches: Int
        }

        let pictures: Int
        let renormalized: Bool
        let shortSide: Int?
        let layers: [Layer]
        let outliers: Outliers
    }

    private static let names = ["chelsea.png", "rocket.jpg"]
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in Self.names {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.images)/\(name)"))
            try folder.file("photos/\(name)", [UInt8](bytes))
        }
    }

    private func heads(_ arguments: String..., into output: String = "out") throws -> BuiltCommand.Result {
        try patchlens(
            ["heads", folder.path("photos"), "-o", folder.path(output), "--model", SmallModel.directory]
                + ["--short-side", "24"] + arguments)
    }

    private func report(in output: String = "out") throws -> Report {
        try JSONDecoder().decode(Report.self, from: Data(folder.contents("\(output)/heads.json")))
    }

    @Test func reportsMeansOverPictures() throws {
        let result = try heads("--json")
        #expect(result.status == 0, "\(result.errors)")
        #expect(folder.files(below: "out") == ["heads-distance.png", "heads-entropy.png", "heads.json"])
        let model = try SmallModel.load()
        let single = try Self.names.map { name in
            let picture = try Picture(contentsOf: "\(ProjectPaths.images)/\(name)")
            return try HeadStatistics(of: model.patches(of: picture, shortSide: 24), by: model)
        }
        let report = try report()
        #expect(report.pictures == 2 && report.renormalized && report.shortSide == 24)
        #expect(report.layers.map(\.layer) == [0, 1, 2])
        for layer in report.layers {
            #expect(layer.heads.map(\.head) == [0, 1, 2])
            for head in layer.heads {
                let expected = single.map { $0.layers[layer.layer][head.head] }
                #expect(abs(head.entropy - (expected[0].entropy + expected[1].entropy) / 2) < 1e-9)
                let distance = (expected[0].inputDistance + expected[1].inputDistance) / 2
                #expect(abs(head.inputDistance - distance) < 1e-9 && head.originalDistance > head.inputDistance)
            }
        }
        #expect(report.outliers.allPatches == single.reduce(0) { $0 + $1.outliers.norms.count })
        #expect(result.lines.count == 2 && result.lines.allSatisfy { $0.contains(#""outliers":{"medianNorm":"#) })
    }

    /// Without renormalisation what goes to the class token is no distance.
    @Test func sharesToOtherTokensCanCountAsNothing() throws {
        try #require(heads().status == 0)
        try #require(heads("--no-renormalize", into: "all").status == 0)
        let (renormalized, all) = (try report(), try report(in: "all"))
        #expect(!all.renormalized)
        for (some, other) in zip(renormalized.layers, all.layers) {
            #expect(zip(some.heads, other.heads).allSatisfy { $0.inputDistance > $1.inputDistance })
        }
    }

    /// The charts, too, and whatever fails beside.
    @Test func doesNotDependOnJobs() throws {
        try folder.file("photos/broken.png", text: "no picture")
        for (index, workers) in [("1", "1"), ("3", "2")].enumerated() {
            let result = try heads("--jobs", workers.0, "--threads", workers.1, into: "out\(index)")
            #expect(result.status == 1 && result.errors.contains("2 done, 0 skipped, 1 failed"), "\(result.errors)")
        }
        for file in folder.files(below: "out0") {
            #expect(try folder.contents("out0/\(file)") == folder.contents("out1/\(file)"))
        }
    }
}
