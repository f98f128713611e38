import PatchLens
import TestSupport
import Testing

/// The library as its users write it.
@Suite("The library from picture to file")
struct LibraryRunTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The README's sample, with its paths replaced.
    @Test func drawsAnOverlayOfEachHead() throws {
        let model = try VisionTransformer(named: "dinov2-small")
        let picture = try Picture(contentsOf: "\(ProjectPaths.images)/chelsea.png")
        let patches = try model.patches(of: picture, shortSide: 448)
        let encoding = try model.encode(patches, recording: .attention(from: .classToken, in: .last))

        for (head, map) in encoding.attention.maps().enumerated() {
            try picture.overlaid(with: map, colors: .viridis, opacity: 0.6)
                .writePNG(to: folder.path("out/chelsea.head\(head).png"))
        }
        let rollout = try model.rollout(on: patches, fusing: .mean)

        #expect(patches.geometry.grid == PatchGrid(rows: 32, columns: 48, patchSize: 14))
        #expect(folder.files(below: "out") == (0..<6).map { "chelsea.head\($0).png" })
        for file in folder.files(below: "out") {
            #expect(try Picture(contentsOf: folder.path("out/\(file)")).size == picture.size)
        }
        #expect(rollout.geometry == patches.geometry)
    }

    /// A folder without the command.
    @Test func drawsAFolder() async throws {
        let model = try DefaultModel.model.get()
        let maps = try MapSelection(
            layers: .some([-2, -1]), heads: .fused(.mean), layerCount: model.layerCount, headCount: model.headCount)
        let options = OverlayOptions(
            shortSide: 112, methods: [TokenAttention(in: maps)], style: OverlayStyle(layout: .heatmap))
        let output = folder.path("out")
        let entries = try InputSearch(outputFolder: output)([ProjectPaths.images])
        let plan = try OutputPlan(entries, into: output, naming: OutputNaming(options.division))
        let overlay = PictureOverlay(
            model: model, modelName: "dinov2-small", options: options, outputFolder: plan.folder)

        var reports: [PictureReport] = []
        let summary = await FolderRun(plan, workers: Workers(for: entries.count), drawing: overlay)(reporting: {
            reports.append($0)
        })
        #expect(summary.done == 4 && summary.count == 4)
        #expect(reports.flatMap(\.outputs).count == 8)
        #expect(reports.allSatisfy { $0.geometry?.grid.rows == 8 && $0.times.total > 0 })
        #expect(
            folder.files(below: "out")
                == ["astronaut", "chelsea", "coffee", "rocket"].flatMap {
                    ["\($0).layer10.mean.png", "\($0).layer11.mean.png"]
                })
    }
}
