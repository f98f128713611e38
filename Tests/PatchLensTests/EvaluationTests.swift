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

    private func pictures(_ names: String...) throws -> InputList {
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
    private func hits(_ entries: InputList, _ boxes: COCOBoxes) async throws -> [Bool?] {
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
            if case .faithfulness(let found)? = report.finding { hits.append(found.methods[0]?.isHit) }
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

    /// By their bytes where the file has both spellings of an accent, and by either where it has one.
    @Test func accentsAreSpelledInTwoWays() async throws {
        func file(_ names: [String]) throws -> COCOBoxes {
            let images = names.enumerated().map { #"{"id": \#($0), "file_name": "\#($1).png"}"# }
            let boxes = names.indices.map {
                #"{"image_id": \#($0), "bbox": [\#($0 == 0 ? "16.5, 0, 3, 3.2" : "0, 4, 36, 20")]}"#
            }
            return try self.boxes(
                #"{"images": [\#(images.joined(separator: ","))], "annotations": [\#(boxes.joined(separator: ","))]}"#)
        }
        let entries = try pictures("e\u{301}.png")
        #expect(try await hits(entries, file(["e\u{301}", "\u{e9}"])) == [true])
        #expect(try await hits(entries, file(["\u{e9}", "e\u{301}"])) == [false])
        #expect(try await hits(entries, file(["\u{e9}"])) == [true])
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

    /// Fails as it is told; two maps otherwise.
    private struct Fickle: MapMethod {
        var name = MethodName.lost
        var names: [MapName] { [MapName(method: name, layer: 0), MapName(method: name, layer: 1)] }
        var error: (@Sendable (Patches) -> MethodError?)
        func check(_ model: VisionTransformer) {}
        func callAsFunction(_ patches: Patches, in model: VisionTransformer) throws(MethodError) -> MethodFinding {
            if let error = error(patches) { throw error }
            let spot = Spotlight()(patches, in: model).maps[0]
            return MethodFinding([spot, spot])
        }
    }

    private func options(_ error: @escaping @Sendable (Patches) -> MethodError?) -> EvaluationOptions {
        EvaluationOptions(
            reading: PictureReading(shortSide: 24), methods: [Fickle(error: error), Spotlight()],
            faithfulness: .init(steps: 2))
    }

    private func patches(_ model: VisionTransformer, height: Int = 24) throws -> Patches {
        let pixels = (0..<height * 36 * 3).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 19) }
        return try model.patches(
            of: Picture(size: PictureSize(height: height, width: 36), pixels: pixels), shortSide: height)
    }

    /// A method that finds nothing leaves the others their curves, and has means of the pictures on which it found
    /// something.
    @Test func whatFindsNothingLeavesOthersTheirCurves() throws {
        let model = try SmallModel.load()
        let options = options { $0.geometry.grid.rows == 6 ? .nothingFound(.lost, "no seed") : nil }
        let evaluation = try PictureEvaluation(model: model, options: options)
        let (without, with) = (
            try evaluation.faithfulness(of: patches(model)), try evaluation.faithfulness(of: patches(model, height: 32))
        )
        #expect(without.methods.map { $0 == nil } == [true, true, false, false])
        #expect(with.methods.allSatisfy { $0 != nil })
        let files = EvaluationFiles(in: folder.path("out"))
        var gathering = try EvaluationGathering(files, options: options)
        try gathering.append(without, of: "a.png")
        try gathering.append(with, of: "b.png")
        try gathering.finish(model: model, modelName: "small")
        let table = String(decoding: try folder.contents("out/evaluation.csv"), as: UTF8.self)
        #expect(table.contains("a.png,lost layer 0,,,\na.png,lost layer 1,,,\na.png,similarity,0."))
        let means = try methods()
        #expect(means.map { $0["pictures"] as? Int } == [1, 1, 2, 2])
        let area = try #require(with.methods[0]).deletion.area
        #expect(abs(try #require(means[0]["deletionAUC"] as? Double) - area) < 1e-6)
        #expect(gathering.lines[0].hasSuffix(", on 1 of 2 pictures") && !gathering.lines[2].contains("pictures"))
    }

    private func methods() throws -> [[String: Any]] {
        let data = try Data(folder.contents("out/evaluation.json"))
        let summary = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return try #require(summary["methods"] as? [[String: Any]])
    }

    /// There is no mean of no picture, and no curve.
    @Test func whatNeverFindsAnythingHasNoMeans() throws {
        let model = try SmallModel.load()
        let options = options { _ in .nothingFound(.lost, "no seed") }
        var gathering = try EvaluationGathering(EvaluationFiles(in: folder.path("out")), options: options)
        let evaluation = try PictureEvaluation(model: model, options: options)
        try gathering.append(evaluation.faithfulness(of: patches(model)), of: "a.png")
        try gathering.finish(model: model, modelName: "small")
        let means = try methods()
        #expect(means.map { $0["pictures"] as? Int } == [0, 0, 1, 1])
        #expect(means[0]["deletionAUC"] is NSNull && means[0]["insertion"] is NSNull)
        #expect(means[2]["deletionAUC"] is Double)
        #expect(gathering.lines[0].hasSuffix("found nothing on any picture"))
        #expect(folder.files(below: "out") == EvaluationFiles.names)
    }

    @Test func otherErrorsFailThePicture() throws {
        let model = try SmallModel.load()
        let evaluation = try PictureEvaluation(
            model: model, options: options { _ in .encoding(.notFinite(layer: 1)) })
        #expect(throws: MethodError.encoding(.notFinite(layer: 1))) {
            try evaluation.faithfulness(of: patches(model))
        }
    }

    @Test func filesIncludeTheirOwn() throws {
        let files = EvaluationFiles(in: folder.path("out"))
        let (own, other) = try (folder.file("out/evaluation.json"), folder.file("boxes.json"))
        try folder.link("link.json", to: own)
        #expect(files.include(own) && files.include(folder.path("link.json")))
        #expect(!files.include(other) && !files.include(folder.path("out/evaluation.csv")))
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
