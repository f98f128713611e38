import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

/// Sound checkpoints with something that others do not have, and hostile ones: read, or refused, and never a crash.
struct UnusualCheckpointTests {
    /// A case's folder, its configuration changed and other files beside it.
    private func folder(
        _ name: String, configuration change: (String) -> String = { $0 }, beside files: [String: String] = [:]
    ) throws -> TemporaryFolder {
        let source = ProjectPaths.golden + "/families/" + name
        let folder = try TemporaryFolder()
        for file in try FileManager.default.contentsOfDirectory(atPath: source) where file != "config.json" {
            try folder.file(file, [UInt8](Data(contentsOf: URL(fileURLWithPath: source + "/" + file))))
        }
        let text = try String(contentsOfFile: source + "/config.json", encoding: .utf8)
        try folder.file("config.json", text: change(text))
        for (name, text) in files { try folder.file(name, text: text) }
        return folder
    }

    /// timm's repositories on the hub often have open_clip's files beside their own.
    @Test func timmBesideOpenCLIP() throws {
        let plain = try folder("clip-timm")
        let alone = try Checkpoint(directory: plain.path)
        let beside = try folder(
            "clip-timm", beside: ["open_clip_config.json": #"{"model_cfg": {}, "preprocess_cfg": {}}"#])
        let checkpoint = try Checkpoint(directory: beside.path)
        #expect(checkpoint.configuration == alone.configuration)
        #expect(checkpoint.preprocessor == alone.preprocessor)
        #expect(checkpoint.configuration.layerNormEpsilon == 1e-5)
    }

    /// BEiT's classes of ImageNet-22k leave two numbers out.
    @Test func labelsWithGaps() throws {
        let folder = try folder("vit-hf-classifier") {
            $0.replacing(#/"id2label": \{[^}]*\}/#, with: #""id2label": {"0": "a", "1": "b", "3": "d"}"#)
        }
        let checkpoint = try Checkpoint(directory: folder.path)
        #expect(checkpoint.configuration.labels == ["a", "b", "2", "d"])
    }

    @Test(arguments: [#"{"-1": "a"}"#, #"{"x": "a"}"#, #"{"99999999999": "a"}"#])
    func labelsThatAreNone(labels: String) throws {
        let folder = try folder("vit-hf-classifier") {
            $0.replacing(#/"id2label": \{[^}]*\}/#, with: #""id2label": "# + labels)
        }
        #expect(throws: CheckpointError.self) { try Checkpoint(directory: folder.path) }
    }

    @Test(arguments: ["vit_base_patch16_rpn_224", "eva02_enormous_patch14_clip_224"])
    func normsBehindTheHalves(architecture: String) throws {
        let folder = try folder("vit-timm") {
            $0.replacing(#/"architecture": "[^"]*"/#, with: "\"architecture\": \"\(architecture)\"")
        }
        do {
            _ = try Checkpoint(directory: folder.path)
            Issue.record("\(architecture) was taken")
        } catch {
            #expect(error.description.contains("instead of before"))
        }
    }

    @Test(arguments: [#""img_size": 1"#, #""img_size": [9000000000000000, 9000000000000000]"#])
    func sizesThatAreNone(size: String) throws {
        let folder = try folder("vit-timm") {
            $0.replacing(#/"img_size": (\d+|\[[^\]]*\])/#, with: size)
        }
        #expect(throws: CheckpointError.self) { try Checkpoint(directory: folder.path) }
    }

    @Test func inputSizeBeyondAnyPicture() throws {
        let folder = try folder("vit-timm") {
            $0.replacing(#/"input_size": \[[^\]]*\]/#, with: #""input_size": [3, 9000000000000000, 9000000000000000]"#)
                .replacing(#/"img_size": (\d+|\[[^\]]*\]),/#, with: "")
        }
        #expect(throws: CheckpointError.self) { try Checkpoint(directory: folder.path) }
    }

    @Test(arguments: ["blocks.9223372036854775807.x", "blocks.4000000000.x", "blocks.99999999999999999999.x"])
    func blocksOfAnyNumber(name: String) throws {
        let folder = try TemporaryFolder()
        try folder.file("config.json", text: "{}")
        let shapes = [("patch_embed.proj.weight", [64, 3, 2, 2]), (name, [1])]
        try folder.file("model.safetensors", SafetensorsBytes.zeros(shapes))
        #expect(throws: CheckpointError.self) { try Checkpoint(directory: folder.path) }
    }
}
