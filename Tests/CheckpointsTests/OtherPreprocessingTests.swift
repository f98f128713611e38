import Checkpoints
import TestSupport
import Testing

/// The preprocessing that timm and open_clip describe, and that of checkpoints without any file.
///
/// What it does to pictures is checked against the libraries in ProcessorParityTests.
struct OtherPreprocessingTests {
    private typealias Configuration = PreprocessorConfiguration

    @Test func timm() throws {
        let found = try timm(
            #""input_size": [3, 518, 400], "crop_pct": 0.9, "interpolation": "bilinear", "mean": [0.1, 0.2, 0.3]"#)
        #expect(
            found
                == Configuration(
                    resize: .covering(ImageSize(height: 575, width: 444)), resampling: .bilinear,
                    crop: .init(ImageSize(height: 518, width: 400), rounding: .torchvision), mean: [0.1, 0.2, 0.3],
                    standardDeviation: [0.229, 0.224, 0.225]))
    }

    /// transformers' wrapper of timm's models keeps timm's own keys in its processor's file.
    @Test func timmInsideTransformers() throws {
        let folder = try TemporaryFolder()
        let text = #"{"image_processor_type": "TimmWrapperImageProcessor", "pretrained_cfg": {"crop_pct": 1.0}}"#
        let found = try Configuration(contentsOf: folder.file("preprocessor_config.json", text: text))
        #expect(found.resize == .shortestEdge(224) && found.crop?.rounding == .torchvision)
    }

    @Test func theBorderHasTheMeansColor() throws {
        let found = try timm(#""crop_mode": "border", "mean": [0.485, 0.5, 1.0]"#)
        #expect(found.crop?.fill == [124, 128, 255] && found.resize == .inside(ImageSize(height: 256, width: 256)))
    }

    @Test(arguments: [
        (#""input_size": [1, 224, 224]"#, "input_size"), (#""input_size": [224, 224]"#, "input_size"),
        (#""input_size": 224"#, "input_size"), (#""input_size": [3, 0, 224]"#, "input_size"),
        (#""crop_pct": 0"#, "crop_pct"), (#""crop_pct": 1e-9"#, "crop_pct"), (#""crop_pct": 300"#, "crop_pct"),
        (#""crop_mode": "corner""#, "crop_mode"), (#""interpolation": "random""#, "interpolation"),
        (#""mean": [0.5, 0.5]"#, "mean"), (#""std": [0, 1, 1]"#, "std"),
        (#""crop_mode": "border", "mean": [2, 0.5, 0.5]"#, "mean"),
    ])
    func unusableTimm(members: String, key: String) {
        expectInvalid(key) { try timm(members) }
    }

    @Test(arguments: [
        (#""resize_mode": "widest""#, "resize_mode"), (#""interpolation": "lanczos""#, "interpolation"),
        (#""resize_mode": "longest", "fill_color": 256"#, "fill_color"), (#""std": [1, 1, -1]"#, "std"),
    ])
    func unusableOpenCLIP(members: String, key: String) {
        expectInvalid(key) { try openCLIP(members, tower: #""image_size": 224"#) }
    }

    /// The tower's size counts, whatever stands beside the mean.
    @Test func openCLIPTakesTheTowersSize() throws {
        let found = try openCLIP(#""size": 224"#, tower: #""image_size": 336"#)
        #expect(found.resize == .shortestEdge(336) && found.mean == [0.48145466, 0.4578275, 0.40821073])
    }

    @Test(arguments: [
        ("vit", Configuration.Resize.exact(ImageSize(height: 384, width: 384)), nil, Float(0.5)),
        ("deit", .shortestEdge(438), 384, 0.485), ("dinov2", .shortestEdge(256), 224, 0.485),
        ("clip", .shortestEdge(384), 384, 0.48145466),
        ("siglip", .exact(ImageSize(height: 384, width: 384)), nil, 0.5),
    ])
    func published(modelType: String, resize: PreprocessorConfiguration.Resize, crop: Int?, red: Float) throws {
        let size = ImageSize(height: 384, width: 384)
        let found = try #require(Configuration.published(for: modelType, imageSize: size))
        #expect(found.resize == resize && found.crop?.size.height == crop && found.mean[0] == red)
        #expect(found.rescaleFactor == 1.0 / 255)
    }

    @Test func nothingIsPublishedForOtherModels() {
        #expect(Configuration.published(for: "swin", imageSize: ImageSize(height: 224, width: 224)) == nil)
    }

    private func timm(_ members: String) throws -> PreprocessorConfiguration {
        let folder = try TemporaryFolder()
        return try Configuration(timm: folder.file("config.json", text: "{\"pretrained_cfg\": {\(members)}}"))
    }

    private func openCLIP(_ members: String, tower: String) throws -> PreprocessorConfiguration {
        let folder = try TemporaryFolder()
        let text = "{\"model_cfg\": {\"vision_cfg\": {\(tower)}}, \"preprocess_cfg\": {\(members)}}"
        return try Configuration(openCLIP: folder.file("open_clip_config.json", text: text))
    }

    private func expectInvalid(_ key: String, _ body: () throws -> PreprocessorConfiguration) {
        let error = #expect(throws: CheckpointError.self) { try body() }
        guard case .invalidValue(_, key, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
