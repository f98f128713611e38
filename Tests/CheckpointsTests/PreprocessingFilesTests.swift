import Checkpoints
import Foundation
import TestSupport
import Testing

/// Which of a folder's files tells the preprocessing: small checkpoints of Tests/Golden/families, their files changed.
struct PreprocessingFilesTests {
    private func preprocessor(
        _ name: String, without removed: [String] = [], with added: [String: String] = [:]
    ) throws -> PreprocessorConfiguration {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: "\(FamilyCase.folder)/\(name)", toPath: folder.path("model"))
        for file in removed { try FileManager.default.removeItem(atPath: folder.path("model/\(file)")) }
        for (file, text) in added { try folder.file("model/\(file)", text: text) }
        if name.contains("openclip") {
            try FileManager.default.moveItem(
                atPath: folder.path("model/open_clip_model.safetensors"), toPath: folder.path("model/model.safetensors")
            )
        }
        return try Checkpoint(directory: folder.path("model")).preprocessor
    }

    @Test func eachLibrarysOwnFile() throws {
        #expect(try preprocessor("vit-timm").crop?.rounding == .torchvision)
        #expect(try preprocessor("clip-openclip").crop?.rounding == .torchvision)
        #expect(try preprocessor("clip-hf-vision").crop?.rounding == .down)
    }

    /// The hub has both in one folder: the names of the weights decide.
    @Test func transformersFileBesideAnothers() throws {
        let other = #"{"image_processor_type": "ViTImageProcessor", "size": 99}"#
        #expect(try preprocessor("vit-timm", with: ["preprocessor_config.json": other]).resize == .shortestEdge(8))
        #expect(
            try preprocessor("vit-hf", with: ["preprocessor_config.json": other]).resize
                == .exact(ImageSize(height: 99, width: 99)))
    }

    /// As transformers 5 saves a model with a text side; until then the file had other things in it.
    @Test func theProcessorsFile() throws {
        let nested = #"{"image_processor": {"image_processor_type": "CLIPImageProcessor", "size": 40}}"#
        #expect(
            try preprocessor("clip-hf-full", with: ["processor_config.json": nested]).resize == .shortestEdge(40))
        let other = #"{"processor_class": "CLIPProcessor"}"#
        #expect(
            try preprocessor("clip-hf-full", with: ["processor_config.json": other])
                == preprocessor("clip-hf-full"))
    }

    /// As a damaged cache has them: what was said there must not be guessed.
    @Test(arguments: ["preprocessor_config.json", "processor_config.json"])
    func aLinkThatLeadsNowhereIsAnError(name: String) throws {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: "\(FamilyCase.folder)/vit-hf", toPath: folder.path("model"))
        try? folder.remove("model/\(name)")
        for target in ["nowhere", name] {
            try folder.link("model/\(name)", to: target)
            #expect(throws: CheckpointError.self) { try Checkpoint(directory: folder.path("model")).preprocessor }
            try folder.remove("model/\(name)")
        }
    }

    @Test(arguments: [
        ("vit-hf", Float(0.5)), ("dinov2-hf-swiglu", 0.485), ("clip-hf-vision", 0.48145466), ("dino-original", 0.485),
    ])
    func publishedWithoutAFile(name: String, red: Float) throws {
        #expect(try preprocessor(name, without: ["preprocessor_config.json"]).mean[0] == red)
    }
}
