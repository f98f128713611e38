import Foundation
import PatchLens
import TestSupport
import Testing

/// `patchlens evaluate` as a process, with small random models (Tools/golden).
@Suite("The command that compares methods")
struct EvaluateRunTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["chelsea.png", "coffee.png", "rocket.jpg"] {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.images)/\(name)"))
            try folder.file("photos/\(name)", [UInt8](bytes))
        }
        try folder.file(
            "boxes.json",
            text: #"{"images": [{"id": 1, "file_name": "coffee.png"}, {"id": 2, "file_name": "chelsea.png"}], "#
                + #""annotations": [{"image_id": 1, "bbox": [0, 0, 600, 400]}, {"image_id": 2, "bbox": [0, 0, 1, 1]}]}"#
        )
    }

    private func evaluate(
        _ arguments: [String], model: String = SmallModel.directory, into output: String = "out"
    ) throws -> BuiltCommand.Result {
        try patchlens(
            ["evaluate", folder.path("photos"), "-o", folder.path(output), "--model", model, "--short-side", "24"]
                + ["--steps", "4"] + arguments)
    }

    private func rows(in output: String = "out") throws -> [[String]] {
        String(decoding: try folder.contents("\(output)/evaluation.csv"), as: UTF8.self)
            .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }

    private func summary(in output: String = "out") throws -> [String: Any] {
        let data = try Data(folder.contents("\(output)/evaluation.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func writesTableSummaryAndChart() throws {
        let result = try evaluate(["--boxes", folder.path("boxes.json"), "--seed", "3"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(folder.files(below: "out") == EvaluationFiles.names)
        let rows = try rows()
        let compared = ["attention", "rollout", "random"]
        #expect(rows[0] == ["picture", "method", "deletion_auc", "insertion_auc", "pointing_hit"])
        #expect(
            rows.dropFirst().map { $0[1] } == compared + compared + compared)
        #expect(rows.dropFirst().map { $0[4] } == ["0", "0", "", "1", "1", "", "", "", ""])
        let summary = try summary()
        #expect(summary["score"] as? String == "cosine" && summary["pictures"] as? Int == 3)
        #expect(summary["steps"] as? Int == 4 && summary["seed"] as? Int == 3)
        #expect(summary["parts"] as? [Double] == [0, 0.25, 0.5, 0.75, 1])
        for (index, entry) in try #require(summary["methods"] as? [[String: Any]]).enumerated() {
            let own = rows.dropFirst().filter { $0[1] == entry["method"] as? String }
            for (column, key) in [(2, "deletion"), (3, "insertion")] {
                let mean = own.compactMap { Double($0[column]) }.reduce(0, +) / 3
                #expect(abs(try #require(entry[key + "AUC"] as? Double) - mean) < 2e-6)
                let curve = try #require(entry[key] as? [Double])
                let area = (curve[0] / 2 + curve[1] + curve[2] + curve[3] + curve[4] / 2) / 4
                #expect(abs(area - mean) < 2e-6)
            }
            let pointing = entry["pointing"] as? [String: Int]
            #expect(pointing == (index < 2 ? ["hits": 1, "pictures": 2] : nil))
        }
        let page = try Picture(contentsOf: folder.path("out/evaluation.png"))
        #expect(page.size == PictureSize(height: 1120, width: 960))
        #expect(result.errors.contains("points at an object 1 of 2 times"))
    }

    /// What a run of the library finds in one picture.
    @Test func isTheLibrarys() throws {
        try #require(evaluate([]).status == 0)
        let model = try SmallModel.load()
        let maps = try MapSelection(layers: .last, heads: .fused(.mean), layerCount: 3, headCount: 3)
        let patches = try model.patches(of: Picture(contentsOf: folder.path("photos/coffee.png")), shortSide: 24)
        let found = try PictureEvaluation(
            model: model,
            options: EvaluationOptions(methods: [TokenAttention(in: maps)], faithfulness: .init(steps: 4))
        ).faithfulness(of: patches)
        let attention = try #require(found.methods[0])
        let row = try #require(try rows().first { $0[0].hasSuffix("coffee.png") && $0[1] == "attention" })
        #expect(abs(try #require(Double(row[2])) - attention.deletion.area) < 1e-6)
        #expect(abs(try #require(Double(row[3])) - attention.insertion.area) < 1e-6)
    }

    @Test func workersChangeNothingAndAFailureIsLeftOut() throws {
        try folder.file("photos/broken.png", text: "no picture")
        for (index, workers) in [["--jobs", "1"], ["--jobs", "3", "--threads", "2"]].enumerated() {
            let result = try evaluate(workers, into: "out\(index)")
            #expect(result.status == 1 && result.errors.contains("3 done, 0 skipped, 1 failed"), "\(result.errors)")
            #expect(result.errors.contains("no pointing game: it needs --boxes"))
        }
        for file in EvaluationFiles.names {
            #expect(try folder.contents("out0/\(file)") == folder.contents("out1/\(file)"), "\(file)")
        }
        let again = try evaluate([], into: "out0")
        #expect(again.status == 1 && again.errors.contains("0 done, 3 skipped (--overwrite evaluates them again)"))
        let random = try rows(in: "out0").filter { $0[1] == "random" }
        _ = try evaluate(["--seed", "1"], into: "out0")
        #expect(try rows(in: "out0").filter { $0[1] == "random" } != random)
    }

    @Test func aClassifiersScoreIsAProbability() throws {
        let result = try evaluate([], model: "\(FamilyCase.folder)/vit-hf-classifier")
        try #require(result.status == 0, "\(result.errors)")
        let summary = try summary()
        #expect(summary["score"] as? String == "probability")
        for method in try #require(summary["methods"] as? [[String: Any]]) {
            for score in try #require(method["deletion"] as? [Double]) { #expect((0...1).contains(score)) }
        }
    }

    /// Every method that this model can do, the finer map of the saliency decoder left out, which it has not.
    @Test func methodsAreComparedByName() throws {
        let methods = ["received", "rollout-vit-explain", "relevance", "grad-cam", "similarity", "attention-gradient"]
        let result = try evaluate(["--methods", methods.joined(separator: ","), "--layers", "0,-1"])
        try #require(result.status == 0, "\(result.errors)")
        let names = [
            "received layer 0 head mean", "received layer 2 head mean", "rollout-vit-explain", "relevance", "grad-cam",
            "similarity", "attention-gradient layer 0 head mean", "attention-gradient layer 2 head mean", "random",
        ]
        #expect(try rows().dropFirst().prefix(9).map { $0[1] } == names)
    }

    @Test func nothingIsWrittenWhereEveryPictureFails() throws {
        for name in ["chelsea.png", "coffee.png", "rocket.jpg"] { try folder.file("photos/\(name)", text: "none") }
        let result = try evaluate([])
        #expect(result.status == 1 && folder.files(below: "out").isEmpty, "\(result.errors)")
    }

    /// The boxes that it reads are not what it writes.
    @Test func leavesItsOwnBoxesAlone() throws {
        let text = #"{"images": [], "annotations": []}"#
        let boxes = try folder.file("out/evaluation.json", text: text)
        let result = try evaluate(["--boxes", boxes, "--overwrite"])
        #expect(result.status == 64 && result.errorLines.count == 1, "\(result.errors)")
        #expect(try folder.contents("out/evaluation.json") == Array(text.utf8))
    }

    @Test(arguments: [
        ["--steps", "0"], ["--methods", "nothing"], ["--methods", "pca"], ["--target", "predicted"],
        ["--methods", "attention,attention"], ["--seed", "-1"],
        ["--deletion-baseline", "black"], ["--boxes", "/nowhere.json"],
    ])
    func usage(arguments: [String]) throws {
        let result = try evaluate(arguments)
        #expect(result.status == 64 && result.errorLines.count == 1, "\(result.errors)")
        #expect(folder.files(below: "out").isEmpty)
    }
}
