import Foundation
import PatchLens
import TestSupport
import Testing

@Suite("Evaluation of methods")
struct EvaluationTests {
    private let folder: TemporaryFolder
    private static let pictureSize = PictureSize(height: 24, width: 36)

    init() throws { folder = try TemporaryFolder() }

    /// A small model and a picture of 6×9 patches; the map is largest at its fifth patch.
    private struct Spotlight: MapMethod {
        var name = MethodName.similarity
        var names: [MapName] { [MapName(method: name)] }
        func check(_ model: VisionTransformer) {}
        func callAsFunction(_ patches: Patches, in model: VisionTransformer) -> MethodFinding {
            let values = (0..<patches.geometry.grid.count).map { Float($0 == 4 ? 1 : 0) }
            return MethodFinding(
                [AttentionMap(values: values, geometry: patches.geometry, layer: nil, source: .method("spot"))])
        }
    }

    private func pictures(_ names: String...) throws -> [InputEntry] {
        for name in names {
            let pixels = (0..<24 * 36 * 3).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 19) }
            try Picture(size: Self.pictureSize, pixels: pixels).writePNG(to: folder.path("photos/\(name)"))
        }
        return try InputSearch()([folder.path("photos")])
    }

    private func boxes(_ text: String) throws -> COCOBoxes {
        try COCOBoxes(contentsOf: folder.file("boxes.json", text: text))
    }

    /// What each picture's first map points at.
    private func hits(_ entries: [InputEntry], _ boxes: COCOBoxes) async throws -> [Bool?] {
        var options = EvaluationOptions(
            reading: PictureReading(shortSide: 24), methods: [Spotlight()], faithfulness: .init(steps: 2))
        options.boxes = boxes
        let evaluation = try PictureEvaluation(model: SmallModel.load(), options: options)
        let plan = try OutputPlan(entries, into: "", naming: NoOutputs())
        var hits: [Bool?] = []
        let run = FolderRun(plan, workers: Workers(pictures: 1, threads: 1, for: 1), overwrites: true) {
            evaluation($0, in: $1)
        }
        _ = await run { report in
            if case .faithfulness(let found)? = report.finding { hits.append(found.methods[0].isHit) }
        }
        return hits
    }

    /// The fifth patch's centre is at x 18, y 2, in pixels of four.
    @Test func boxesBelongToPicturesByName() async throws {
        let entries = try pictures("a.png", "b.png", "c.png", "deep/d.png")
        let boxes = try boxes(
            """
            {"info": {}, "images": [{"id": 7, "file_name": "a.png", "height": 24, "width": 36},
              {"id": 8, "file_name": "b.png"}, {"id": 9, "file_name": "deep/d.png"}, {"id": 10, "file_name": "d.png"}],
             "annotations": [{"image_id": 7, "bbox": [16.5, 0, 3, 3.2], "category_id": 3},
              {"image_id": 8, "bbox": [0, 4, 36, 20]}, {"image_id": 8, "segmentation": []},
              {"image_id": 9, "bbox": [17, 1, 2, 2]}, {"image_id": 10, "bbox": [0, 0, 2, 2]}]}
            """)
        #expect(try await hits(entries, boxes) == [true, false, nil, true])
    }

    /// Thinner than a pixel, without any width as published files have some, and none at all.
    @Test func boxesThatAreHardlyThere() async throws {
        func file(_ box: String) throws -> COCOBoxes {
            try boxes(
                #"{"images": [{"id": 1, "file_name": "a.png"}], "annotations": [{"image_id": 1, "bbox": \#(box)}]}"#)
        }
        let entries = try pictures("a.png")
        #expect(try await hits(entries, file("[18, 2, 1e-20, 1e-20]")) != [nil])
        #expect(try await hits(entries, file("[18, 2, 0, 5]")) == [nil])
        for box in ["[0, 0, 1e300, 2]", "[1, 2, 3]"] { #expect(throws: COCOBoxesError.self) { try file(box) } }
    }

    @Test func boxesOfAnotherSizeAreOfAnotherPicture() async throws {
        let entries = try pictures("a.png", "b.png")
        let boxes = try boxes(
            #"{"images": [{"id": 1, "file_name": "a.png", "height": 36, "width": 24}, {"id": 2, "file_name": "b.png"}], "#
                + #""annotations": [{"image_id": 1, "bbox": [0, 0, 9, 9]}, {"image_id": 2, "bbox": [0, 0, 36, 24]}]}"#)
        #expect(try await hits(entries, boxes) == [true])
    }

    @Test(arguments: [
        "no JSON", "{}", #"{"images": [], "annotations": [{"image_id": 1, "bbox": [0, 0, 1, 1]}]}"#,
        #"{"images": [{"id": 1, "file_name": "a"}], "annotations": [{"image_id": 1, "bbox": [0, 0, 1]}]}"#,
        #"{"images": [{"id": 1, "file_name": "a"}, {"id": 1, "file_name": "b"}], "annotations": []}"#,
        #"{"images": [{"id": 1, "file_name": "a"}, {"id": 2, "file_name": "a"}], "annotations": []}"#,
    ])
    func refusesWhatIsNoCOCO(text: String) throws {
        #expect(throws: COCOBoxesError.self) { try boxes(text) }
    }

    @Test func refusesAFileThatIsNotThere() {
        #expect(throws: COCOBoxesError.self) { try COCOBoxes(contentsOf: folder.path("none.json")) }
    }

    @Test func methodsThatRankNothingAreRefused() throws {
        let options = EvaluationOptions(methods: [Spotlight(name: .pca)])
        #expect(throws: EvaluationError.ranksNothing(.pca)) {
            try PictureEvaluation(model: SmallModel.load(), options: options)
        }
    }

    @Test func namesTellMapsApart() throws {
        let one = try MapSelection(layers: .last, heads: .fused(.mean), layerCount: 3, headCount: 3)
        let several = try MapSelection(layers: .some([0, 2]), heads: .some([1]), layerCount: 3, headCount: 3)
        let methods: [any MapMethod] = [Spotlight(), TokenAttention(in: one), TokenAttention(in: several)]
        let expected = ["similarity", "attention", "attention layer 0 head 1", "attention layer 2 head 1", "random"]
        #expect(EvaluationOptions(methods: methods).names == expected)
    }
}
