import Checkpoints
import TestSupport
import Testing

/// `preprocessor_config.json`: the forms that transformers has written over the years.
struct PreprocessorConfigurationTests {
    /// Written by transformers.
    @Test func processorsOfOtherModels() throws {
        let half: [Float] = [0.5, 0.5, 0.5]
        let square = PreprocessorConfiguration.Resize.exact(ImageSize(height: 224, width: 224))
        #expect(
            try PreprocessorConfiguration(contentsOf: ModelFolder.fixture("processors/vit.json"))
                == PreprocessorConfiguration(
                    resize: square, resampling: .bilinear, crop: nil, rescaleFactor: 1.0 / 255, mean: half,
                    standardDeviation: half))
        #expect(
            try PreprocessorConfiguration(contentsOf: ModelFolder.fixture("processors/siglip.json"))
                == PreprocessorConfiguration(
                    resize: square, resampling: .bicubic, crop: nil, rescaleFactor: 1.0 / 255, mean: half,
                    standardDeviation: half))
        #expect(
            try PreprocessorConfiguration(contentsOf: ModelFolder.fixture("processors/clip.json"))
                == PreprocessorConfiguration(
                    resize: .shortestEdge(224), resampling: .bicubic, crop: .init(ImageSize(height: 224, width: 224)),
                    rescaleFactor: 1.0 / 255, mean: [0.48145466, 0.4578275, 0.40821073],
                    standardDeviation: [0.26862954, 0.26130258, 0.27577711]))
    }

    @Test(arguments: [
        (#""size": {"shortest_edge": 256}"#, PreprocessorConfiguration.Resize.shortestEdge(256)),
        (#""size": {"height": 30, "width": 40}"#, .exact(ImageSize(height: 30, width: 40))),
        (#""size": 256, "image_processor_type": "BitImageProcessor""#, .shortestEdge(256)),
        (#""size": 256, "feature_extractor_type": "CLIPFeatureExtractor""#, .shortestEdge(256)),
        (#""size": 256, "feature_extractor_type": "ViTFeatureExtractor""#, .exact(ImageSize(height: 256, width: 256))),
        (#""size": 256, "image_processor_type": "ViTImageProcessorFast""#, .exact(ImageSize(height: 256, width: 256))),
        (#""size": 256"#, .exact(ImageSize(height: 256, width: 256))),
        (#""size": [20, 30]"#, .exact(ImageSize(height: 20, width: 30))),
        (#""size": 256, "image_processor_type": "SiglipImageProcessor""#, .shortestEdge(256)),
    ])
    func sizes(member: String, expected: PreprocessorConfiguration.Resize) throws {
        #expect(try read(member).resize == expected)
    }

    @Test(arguments: [
        (#""crop_size": 200"#, ImageSize(height: 200, width: 200)),
        (#""crop_size": {"height": 20, "width": 30}"#, ImageSize(height: 20, width: 30)),
        (#""crop_size": 200, "do_center_crop": false"#, nil),
        (#""crop_size": null, "do_center_crop": null"#, nil),
    ])
    func crops(members: String, expected: ImageSize?) throws {
        #expect(try read(#""size": {"shortest_edge": 256}, \#(members)"#).crop?.size == expected)
    }

    /// A file with nothing but a name is the file that transformers writes of the class itself.
    @Test(arguments: [
        ("vit", "ViTImageProcessor", "vit_mae"), ("deit", "DeiTFeatureExtractor", "deit"),
        ("beit", "BeitImageProcessorFast", "data2vec-vision"), ("bit", "BitImageProcessor", "dinov2_with_registers"),
        ("clip", "CLIPImageProcessorPil", "clip_vision_model"), ("siglip", "SiglipImageProcessor", "siglip"),
        ("dinov3", "DINOv3ViTImageProcessorFast", "dinov3_vit"),
    ])
    func whatAFileLeavesOutIsTheClasss(fixture: String, name: String, modelType: String) throws {
        let written = try PreprocessorConfiguration(contentsOf: ModelFolder.fixture("processors/\(fixture).json"))
        #expect(try read(whole: #"{"image_processor_type": "\#(name)"}"#) == written)
        #expect(try read(whole: #"{"feature_extractor_type": "\#(name)", "auto_map": {}}"#) == written)
        #expect(try read(whole: "{}", modelType: modelType) == written)
        // As transformers 5 writes the processor of a model with a text side.
        let nested = #"{"processor_class": "CLIPProcessor", "image_processor": {"image_processor_type": "\#(name)"}}"#
        #expect(try read(whole: nested) == written)
    }

    /// As transformers reads it: a step of null is left out, and what a step needs must not be null.
    @Test func nullIsNoDefault() throws {
        let clip = #""image_processor_type": "CLIPImageProcessor""#
        let found = try read(
            whole: #"{\#(clip), "do_center_crop": null, "do_resize": null, "do_rescale": null, "do_normalize": null}"#)
        #expect(found.crop == nil && found.resize == nil && found.rescaleFactor == 1 && found.mean == [0, 0, 0])
        for key in ["size", "resample", "crop_size", "image_mean", "image_std", "rescale_factor"] {
            #expect(throws: CheckpointError.self) { try read(whole: #"{\#(clip), "\#(key)": null}"#) }
        }
    }

    @Test func otherProcessorsAreRefused() throws {
        let known = """
            one of ViTImageProcessor, DeiTImageProcessor, BeitImageProcessor, BitImageProcessor, CLIPImageProcessor, \
            SiglipImageProcessor, DINOv3ViTImageProcessor
            """
        try expectInvalid(
            #"{"image_processor_type": "Siglip2ImageProcessor"}"#, "image_processor_type", known,
            "“Siglip2ImageProcessor”")
        try expectInvalid(
            #"{"feature_extractor_type": "WhisperFeatureExtractor"}"#, "feature_extractor_type", known,
            "“WhisperFeatureExtractor”")
    }

    @Test(arguments: PreprocessorConfiguration.Resampling.allCases)
    func resamplings(_ filter: PreprocessorConfiguration.Resampling) throws {
        let text = #"{"size": 224, "resample": \#(filter.rawValue), "do_normalize": false}"#
        #expect(try read(whole: text).resampling == filter)
    }

    @Test func whatIsSwitchedOffIsNotNeeded() throws {
        let found = try read(whole: #"{"do_resize": false, "do_rescale": false, "do_normalize": false}"#)
        #expect(
            found
                == PreprocessorConfiguration(
                    resize: nil, resampling: .bicubic, crop: nil, rescaleFactor: 1, mean: [0, 0, 0],
                    standardDeviation: [1, 1, 1]))
    }

    /// Defaults differ from processor to processor: what a file that names none leaves out is not guessed.
    @Test(arguments: [
        (#"{"resample": 3, "do_normalize": false}"#, "size", "a number, {shortest_edge} or {height, width}", "absent"),
        (#"{"size": 224, "do_normalize": false}"#, "resample", resampleCodes, "absent"),
        (#"{"do_resize": false}"#, "image_mean", "three numbers, of red, green and blue", "absent"),
    ])
    func noGuesses(text: String, key: String, expected: String, found: String) throws {
        try expectInvalid(text, key, expected, found)
    }

    @Test(arguments: [
        (#""size": {"shortest_edge": 200, "longest_edge": 300}"#, "size"), (#""size": {"height": 200}"#, "size"),
        (#""size": "224""#, "size"), (#""size": 0"#, "size"), (#""size": 224, "resample": 6"#, "resample"),
        (#""size": 224, "do_center_crop": true"#, "crop_size"), (#""size": 224, "crop_size": [1, 2, 3]"#, "crop_size"),
        (#""size": 224, "image_mean": [0.5]"#, "image_mean"), (#""size": 224, "image_mean": "0.5""#, "image_mean"),
        (#""size": 224, "image_std": [1, 0, 1]"#, "image_std"),
        (#""size": 224, "image_std": [1, "1", 1]"#, "image_std"),
        (#""size": 224, "image_std": [1, 1e-45, 1]"#, "image_std"),
        (#""size": 224, "image_std": 1e308"#, "image_std"),
        (#""size": 224, "image_mean": [0, 0, 1e30]"#, "image_mean"),
        (#""size": 224, "image_mean": -1e308"#, "image_mean"),
        (#""size": 224, "rescale_factor": 1e308"#, "rescale_factor"),
        (#""size": 224, "rescale_factor": 0"#, "rescale_factor"), (#""size": 224, "do_resize": 1"#, "do_resize"),
        (#""size": 224, "do_pad": true"#, "do_pad"), (#""size": [1, 2, 3]"#, "size"),
    ])
    func unusableValues(members: String, key: String) throws {
        let error = #expect(throws: CheckpointError.self) { try read(members) }
        guard case .invalidValue(_, key, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    private static let resampleCodes = "0 nearest, 1 Lanczos, 2 bilinear, 3 bicubic, 4 box or 5 Hamming"

    private func expectInvalid(_ text: String, _ key: String, _ expected: String, _ found: String) throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("preprocessor_config.json", text: text)
        #expect(throws: CheckpointError.invalidValue(file: file, key: key, expected: expected, found: found)) {
            try PreprocessorConfiguration(contentsOf: file)
        }
    }

    /// A file with these members and, before them, so that they are not what is complained of, all others needed.
    private func read(_ members: String) throws -> PreprocessorConfiguration {
        let needed = [
            #""resample": 3"#, #""image_mean": [0.1, 0.2, 0.3]"#, #""image_std": [1, 2, 3]"#,
        ].filter { !members.contains($0.prefix { $0 != ":" }) }
        return try read(whole: "{" + (needed + [members]).joined(separator: ", ") + "}")
    }

    private func read(whole text: String, modelType: String? = nil) throws -> PreprocessorConfiguration {
        let folder = try TemporaryFolder()
        return try PreprocessorConfiguration(
            contentsOf: folder.file("preprocessor_config.json", text: text), modelType: modelType)
    }
}
