import AttentionMaps
import Checkpoints
import Foundation
import ImageDecoding
import TestSupport
import Testing
import VisionTransformers

@Suite("Targets are read, and found in a model")
struct GradientTargetTests {
    @Test(
        arguments: [
            ("class:281", .classNumber(281)), ("label:tabby", .label("tabby")), ("label:a:b", .label("a:b")),
            ("predicted", .predicted), ("feature", .feature), ("text:a photo", .text("a photo")),
            ("text:\"a photo\"", .text("a photo")), ("text:'a'", .text("a")), ("text:\"", .text("\"")),
        ] as [(String, GradientTarget)])
    func areRead(argument: String, expected: GradientTarget) throws {
        #expect(try GradientTarget(parsing: argument) == expected)
        #expect(try GradientTarget(parsing: expected.description) == expected)
    }

    @Test(arguments: [
        "", "class", "class:", "class:-1", "class:x", "label:", "text:", "predicted:1", "feature:", "cat", "Class:1",
    ])
    func othersAreRefused(argument: String) {
        #expect(throws: TargetError.malformed(argument)) { try GradientTarget(parsing: argument) }
    }

    /// Its labels are tench, goldfish, great white shark, hammerhead and ray.
    @Test(arguments: [("great white shark", 2), ("Hammerhead", 3), ("RAY", 4)])
    func labelsAreFound(name: String, place: Int) throws {
        let (model, patches) = try classifier()
        let byName = try relevance(.label(name), model, patches)
        #expect(try byName == relevance(.classNumber(place), model, patches))
        #expect(try byName != relevance(.classNumber(0), model, patches))
    }

    @Test func theNearestLabelsAreNamed() throws {
        let model = try classifier().model
        let error = #expect(throws: TargetError.self) { try ModelTarget(.label("Gold fish"), of: model) }
        #expect(error == .noSuchLabel("Gold fish", nearest: ["goldfish"]))
        #expect(error?.description == "no class is called 'Gold fish'; the nearest: 'goldfish'")
    }

    /// As ImageNet has them: several names in a label, and two classes of one name.
    @Test func labelsOfSeveralNames() {
        let labels = ["tench, Tinca tinca", "crane", "Crane, machine", "crane"]
        #expect(LabelSearch(for: "tinca TINCA", in: labels) == .found(0))
        #expect(LabelSearch(for: "machine", in: labels) == .found(2))
        #expect(LabelSearch(for: "crane", in: labels) == .several([1, 3]))
        #expect(LabelSearch(for: "tenhc", in: labels) == .none(nearest: ["tench"]))
        #expect(
            TargetError.ambiguousLabel("crane", classes: [1, 3]).description
                == "2 classes are called 'crane': class:1, class:3")
    }

    @Test func withoutTargetAClassifierIsAskedForItsPrediction() throws {
        let classifier = try classifier().model
        #expect(try ModelTarget(nil, of: classifier).target == .predicted)
        #expect(try ModelTarget(nil, of: SmallModel.load()).target == .feature)
        #expect(throws: TargetError.noSuchClass(5, classCount: 5)) { try ModelTarget(.classNumber(5), of: classifier) }
    }

    @Test(arguments: [
        (GradientTarget.classNumber(0), TargetError.noClassifier(.classNumber(0))),
        (.label("tench"), .noClassifier(.label("tench"))), (.predicted, .noClassifier(.predicted)),
        (.text("a cat"), .noTextSpace(.text("a cat"))),
    ])
    func aBareEncoderHasItsFeatureAlone(target: GradientTarget, expected: TargetError) throws {
        let model = try SmallModel.load()
        #expect(throws: expected) { try ModelTarget(target, of: model) }
        #expect(expected.description.hasSuffix("--target feature would work"))
    }

    /// A target that was made for another model.
    @Test func methodsLookAgain() throws {
        let target = try ModelTarget(.classNumber(4), of: classifier().model)
        let other = try SmallModel.load(isDifferentiable: true)
        #expect(
            throws: MethodError.notWithThisModel(
                .relevance, needs: "a classifier with a class 4", instead: "--target feature")
        ) { try Relevance(of: target).check(other) }
        let plain = try SmallModel.load()
        #expect(throws: MethodError.encoding(.notDifferentiable)) {
            try GradCAM(of: ModelTarget(.feature, of: plain)).check(plain)
        }
    }

    /// From a text to its logit: transformers' and open_clip's, of both encoders in one checkpoint.
    @Test(arguments: ["hf", "open-clip"])
    func aTextIsItsLogit(name: String) throws {
        let directory = "\(ProjectPaths.golden)/text/\(name)"
        let golden = try GoldenFile(path: directory + ".safetensors")
        let model = try VisionTransformer(checkpoint: Checkpoint(directory: directory), isDifferentiable: true)
        let encoder = try CLIPTextEncoder(checkpoint: TextCheckpoint(directory: directory))
        let pixels = try golden.floats("pixels")
        let patches = Patches(pixels: Array(pixels[..<(pixels.count / 2)]), rows: 3, columns: 3, patchSize: 4)
        let text = try textOfFirstRow(in: directory)
        let target = try ModelTarget(.text(text), of: model, textEncoder: encoder)
        let y = try target.value(on: patches, in: model)
        let logit = Double(try golden.floats("logits")[0])
        #expect(abs(y - logit) <= 1e-4 * max(1, abs(logit)))
        // CLIP's notebook looks at the last layer alone.
        #expect(Relevance(of: target).facts == ["target": "text:\(text)", "layers": "last"])
        #expect(throws: TargetError.noTextEncoder(.text(text))) { try ModelTarget(.text(text), of: model) }
    }

    /// The first text of `texts.json`, which the golden logits begin with.
    private func textOfFirstRow(in directory: String) throws -> String {
        struct Row: Decodable { let text: String }
        let data = try Data(contentsOf: URL(fileURLWithPath: directory + "/texts.json"))
        return try #require(JSONDecoder().decode([Row].self, from: data).first).text
    }

    private func classifier() throws -> (model: VisionTransformer, patches: Patches) {
        let family = try #require(FamilyCase.all.first { $0.facts.name == "vit-hf-classifier" })
        return (try family.load(isDifferentiable: true), try family.patches(family.facts.nativeGrid))
    }

    private func relevance(
        _ target: GradientTarget, _ model: VisionTransformer, _ patches: Patches
    ) throws -> [AttentionMap] {
        try Relevance(of: ModelTarget(target, of: model))(patches, in: model).maps
    }
}
