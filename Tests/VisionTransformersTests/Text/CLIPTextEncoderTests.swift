import Checkpoints
import Foundation
import ImageDecoding
import Tensors
import TestSupport
import Testing
import VisionTransformers

/// Features and logits against transformers and open_clip.
@Suite("The text encoder agrees with transformers and open_clip")
struct CLIPTextEncoderTests {
    @Test(arguments: TextCase.all)
    func textFeatures(_ given: TextCase) throws {
        let encoder = try CLIPTextEncoder(checkpoint: given.checkpoint)
        let features = try encoder.features(of: given.rows.map(\.text))
        let expected = try given.golden.floats("text_features")
        #expect(try features.shape.dimensions == given.golden.shape("text_features"))
        #expect(relativeDifference(features.elements, expected) <= 1e-4)
    }

    @Test(arguments: TextCase.all.filter(\.hasPictures))
    func logitsOfGivenImageFeatures(_ given: TextCase) throws {
        let encoder = try CLIPTextEncoder(checkpoint: given.checkpoint)
        let golden = try given.golden
        let images = Tensor(
            try golden.floats("image_features"), shape: Shape(try golden.shape("image_features")))
        let logits = ImageTextLogits(
            images: images, texts: try encoder.features(of: given.rows.map(\.text)),
            scale: try #require(encoder.logitScale), bias: encoder.logitBias ?? 0)
        #expect(try logits.values.shape.dimensions == golden.shape("logits"))
        #expect(relativeDifference(logits.values.elements, try golden.floats("logits")) <= 1e-4)
    }

    /// From pixels and texts to logits, both encoders from one checkpoint.
    @Test(arguments: ["hf", "hf-old", "open-clip", "open-clip-custom"])
    func logitsOfPixels(_ name: String) throws {
        let given = TextCase.named(name)
        let golden = try given.golden
        let vision = try VisionTransformer(checkpoint: Checkpoint(directory: given.directory))
        let encoder = try CLIPTextEncoder(checkpoint: given.checkpoint)
        let pixels = try golden.floats("pixels")
        let half = pixels.count / 2
        let features = try [pixels[..<half], pixels[half...]].map { pixels in
            let patches = Patches(pixels: Array(pixels), rows: 3, columns: 3, patchSize: 4)
            let tokens = try #require(try vision.encode(patches).tokens)
            return try #require(vision.imageFeatures(tokens)).elements
        }
        let images = Tensor(features.flatMap(\.self), shape: Shape(try golden.shape("image_features")))
        #expect(relativeDifference(images.elements, try golden.floats("image_features")) <= 1e-4)
        let logits = ImageTextLogits(
            images: images, texts: try encoder.features(of: given.rows.map(\.text)),
            scale: try #require(encoder.logitScale), bias: encoder.logitBias ?? 0)
        #expect(relativeDifference(logits.values.elements, try golden.floats("logits")) <= 1e-4)
    }

    @Test func probabilitiesAreASoftmaxOverTexts() {
        let images = Tensor([3, 4, -1, 0], shape: [2, 2])
        let texts = Tensor([1, 0, 0, 2, -5, 0], shape: [3, 2])
        let logits = ImageTextLogits(images: images, texts: texts, scale: 10, bias: -4)
        #expect(largestDifference(logits.values.elements, [2, 4, -10, -14, -4, 6]) <= 1e-6)
        // The exponentials of (2, 4, −10) and (−14, −4, 6) by their sums.
        let expected: [Float] = [0.119_202_83, 0.880_796_4, 7.324_075e-7, 2.061_060e-9, 4.539_786e-5, 0.999_954_6]
        #expect(largestDifference(logits.probabilities.elements, expected) <= 1e-6)
    }

    @Test(arguments: [1, 2, 5])
    func featuresAreTheSameForAnyNumberOfThreads(threads: Int) throws {
        let encoder = try CLIPTextEncoder(checkpoint: TextCase.named("open-clip").checkpoint)
        let texts = ["a photo of a dog", "dog " + String(repeating: "z", count: 300)]
        let single = try encoder.features(of: texts, in: Workspace())
        #expect(try encoder.features(of: texts, in: Workspace(threads: threads)).elements == single.elements)
    }

    /// The smallest model there is rounds worse than a real one; a mask that was lost would give other directions.
    @Test(arguments: Precision.allCases.filter { $0.isAvailable && $0 != .float32 })
    func lessPrecisionKeepsTheDirection(precision: Precision) throws {
        let given = TextCase.named("open-clip")
        let texts = try given.rows.map(\.text)
        let exact = try CLIPTextEncoder(checkpoint: given.checkpoint).features(of: texts)
        let rounded = try CLIPTextEncoder(checkpoint: given.checkpoint, precision: precision).features(of: texts)
        let cosines = ImageTextLogits(images: exact, texts: rounded, scale: 1).values
        for text in texts.indices { #expect(cosines[text, text] > 0.99, "\(texts[text].debugDescription)") }
    }

    @Test func noTextsHaveNoFeatures() throws {
        let encoder = try CLIPTextEncoder(checkpoint: TextCase.named("hf-text").checkpoint)
        #expect(try encoder.features(of: []).shape == [0, 7])
        #expect(encoder.logitScale == nil)
    }

    /// The largest difference by the largest value.
    private func relativeDifference(_ values: [Float], _ expected: [Float]) -> Float {
        largestDifference(values, expected) / expected.reduce(0) { max($0, abs($1)) }
    }
}

/// What is said of weights that are not those of the configuration.
@Suite("Damaged checkpoints of text encoders")
struct DamagedTextEncoderTests {
    @Test(arguments: [
        ("hf", "config.json", #""num_hidden_layers": 3"#, #""num_hidden_layers": 2"#, "the model has no place for 16"),
        ("hf", "config.json", #""num_hidden_layers": 3"#, #""num_hidden_layers": 4"#, "encoder.layers.3.layer_norm1"),
        ("hf", "config.json", #""max_position_embeddings": 22"#, #""max_position_embeddings": 21"#, "(21, 24)"),
        ("hf-text", "config.json", #""projection_dim": 7"#, #""projection_dim": 8"#, "“text_projection.weight”"),
        ("open-clip", "open_clip_config.json", #""layers": 3"#, #""layers": 2"#, "the model has no place for 12"),
        ("open-clip", "open_clip_config.json", #""embed_dim": 13"#, #""embed_dim": 12"#, "“text_projection”"),
        (
            "open-clip-custom", "open_clip_config.json", #""ls_init_value": 0.1"#, #""ls_init_value": null"#,
            "text.transformer.resblocks.0.ls_1.gamma"
        ),
    ])
    func errorsNameTheTensor(
        name: String, file: String, text: String, replacement: String, reason: String
    ) throws {
        let given = TextCase.named(name)
        let folder = try TemporaryFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: given.directory) {
            try folder.link(name, to: given.directory + "/" + name)
        }
        let original = try String(contentsOfFile: given.directory + "/" + file, encoding: .utf8)
        #expect(original.contains(text))
        try FileManager.default.removeItem(atPath: folder.path(file))
        try folder.file(file, text: original.replacingOccurrences(of: text, with: replacement))
        let error = try #require(throws: ModelError.self) {
            try CLIPTextEncoder(checkpoint: TextCheckpoint(directory: folder.path))
        }
        #expect(error.description.contains(reason), "\(error)")
    }
}
