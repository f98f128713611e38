import Foundation
import PatchLens
import TestSupport
import Testing

/// Outputs many folders down.
@Suite("Deep folders")
struct DeepFolderTests {
    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func overlay(depth: Int, _ count: Int = 1) async throws -> [PictureReport.Status] {
        let picture = Picture(size: PictureSize(height: 40, width: 40), pixels: [UInt8](repeating: 9, count: 4800))
        for index in 0..<count { try picture.writePNG(to: folder.path("p/\(index + 10).png")) }
        let template = try OutputTemplate(String(repeating: "a/", count: depth) + "{stem}.png")
        let naming = try OutputNaming(template: template, .lastMean)
        let plan = try OutputPlan(
            InputSearch(outputFolder: folder.path("out"))([folder.path("p")]), into: folder.path("out"), naming: naming)
        let maps = try MapSelection(layers: .last, heads: .fused(.mean), layerCount: 3, headCount: 3)
        let overlay = PictureOverlay(
            model: try SmallModel.load(), modelName: "small",
            options: OverlayOptions(shortSide: 40, methods: [TokenAttention(in: maps)]),
            outputFolder: plan.folder)
        var statuses: [PictureReport.Status] = []
        _ = await FolderRun(plan, workers: Workers(pictures: 2, threads: 1, for: count), drawing: overlay) {
            statuses.append($0.status)
        }
        return statuses
    }

    /// Each level is made once, and looked at from above once a picture.
    @Test func manyLevelsAreMadeSoon() async throws {
        #expect(try await overlay(depth: 700, 3) == [.done, .done, .done])
        #expect(folder.files(below: "out").count == 3)
    }

    /// Longer than the system takes: nothing is left of the way there.
    @Test func tooManyLevelsAreAnError() async throws {
        #expect(try await overlay(depth: 3000) == [.failed])
        #expect(!FileManager.default.fileExists(atPath: folder.path("out/a")))
    }
}
