import Foundation
import PatchLens
import TestSupport
import Testing

/// `patchlens classify` as a process, against the libraries from file to probability
/// (Tools/golden/make-classification-golden.py).
@Suite("The command for classes")
struct ClassifyRunTests {
    static let golden = try? JSONDecoder().decode(
        [String: [String: [Double]]].self,
        from: Data(contentsOf: URL(fileURLWithPath: ProjectPaths.golden + "/classification.json")))
    static let cases = (golden ?? [:]).keys.sorted()
    private let patchlens = BuiltCommand()

    @Test func everyCaseIsThere() { #expect(Self.cases.count == 12) }

    @Test(arguments: cases)
    func probabilitiesAreTheLibrarys(name: String) throws {
        let expected = try #require(Self.golden?[name])
        let result = try patchlens(
            ["classify", ProjectPaths.images, "--model", "\(FamilyCase.folder)/\(name)", "--top", "1000", "--json"])
        #expect(result.status == 0 && result.lines.count == 4, "\(result.errors)")
        for line in result.lines {
            let record = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let input = try #require(record["input"] as? String)
            let probabilities = try #require(expected[String(input.split(separator: "/").last ?? "")])
            let labels = try #require(record["labels"] as? [[String: Any]])
            #expect(labels.count == probabilities.count && record["status"] as? String == "done")
            var last = 1.0
            for label in labels {
                let index = try #require(label["index"] as? Int)
                let probability = try #require(label["probability"] as? Double)
                #expect(abs(probability - probabilities[index]) < 1e-4, "\(name) \(input) \(index)")
                #expect(probability <= last)
                last = probability
            }
        }
    }

    /// transformers' `id2label`.
    @Test func namesTheClasses() throws {
        let result = try patchlens(
            ["classify", ProjectPaths.images + "/chelsea.png", "-q", "--top", "2"]
                + ["--model", "\(FamilyCase.folder)/vit-hf-classifier"])
        let expected = try #require(Self.golden?["vit-hf-classifier"]?["chelsea.png"])
        let names = ["tench", "goldfish", "great white shark", "hammerhead", "ray"]
        let ranked = expected.indices.sorted { expected[$0] > expected[$1] }.prefix(2)
        let lines = ranked.map { index in
            [ProjectPaths.images + "/chelsea.png", String(format: "%.4f", expected[index]), names[index]]
                .joined(separator: "\t")
        }
        #expect(result.status == 0 && result.lines == lines && result.errors.isEmpty)
    }

    @Test func goesOnPastBadPictures() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("bad.png", text: "no picture")
        let result = try patchlens(
            ["classify", path, ProjectPaths.images, "--model", "\(FamilyCase.folder)/vit-timm", "--top", "1"])
        #expect(result.status == 1 && result.lines.count == 4)
        #expect(result.errors.contains("failed \(path)") && result.errors.contains("4 done"))
    }

    @Test func stopsAfterSoManyFailures() throws {
        let folder = try TemporaryFolder()
        for name in ["a", "b", "c"] { try folder.file("\(name).png", text: "no picture") }
        let result = try patchlens(
            ["classify", folder.path, ProjectPaths.images, "--model", "\(FamilyCase.folder)/vit-timm"]
                + ["--max-errors", "2", "--jobs", "1"])
        #expect(result.status == 1 && result.lines.isEmpty)
        #expect(result.errors.contains("stopped by --max-errors 2"), "\(result.errors)")
    }

    /// Told before the weights are read, with the models that could be used.
    @Test func saysWhichModelsHaveAHead() throws {
        let folder = try TemporaryFolder()
        for name in ["vit-timm", "mae-hf"] {
            try FileManager.default.createDirectory(atPath: folder.path("store"), withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: "\(FamilyCase.folder)/\(name)", toPath: folder.path("store/\(name)"))
        }
        let store = ["PATCHLENS_MODELS": folder.path("store"), "HF_HUB_CACHE": folder.path("none")]
        let result = try patchlens(["classify", ProjectPaths.images, "--model", "mae-hf"], environment: store)
        #expect(result.status == 2 && result.errorLines.count == 1 && result.output.isEmpty)
        #expect(result.errors.contains("has no classification head"))
        #expect(result.errors.contains("Models here that have one: vit-timm"), "\(result.errors)")
    }

    @Test(arguments: [["--top", "0"], ["--fit", "stretch"], ["-o", "out"], ["--overwrite"]])
    func refusesInOneLine(arguments: [String]) throws {
        let result = try patchlens(["classify", ProjectPaths.images] + arguments)
        #expect(result.status == 64 && result.errorLines.count == 1 && result.output.isEmpty)
    }
}
