import Checkpoints
import Foundation
import TestSupport
import VisionTransformers

/// A checkpoint with texts, and what its own library makes of them (Tools/golden/make-text-golden.py).
struct TextCase: CustomStringConvertible {
    struct Row: Decodable, CustomStringConvertible {
        let text: String
        let ids: [Int]
        let padded: [Int]

        var description: String { text.debugDescription }
    }

    let directory: String
    var description: String { directory.split(separator: "/").last.map(String.init) ?? directory }

    static let folder = ProjectPaths.golden + "/text"
    /// Those of this package.
    static let all = ["hf", "hf-old", "hf-text", "open-clip", "open-clip-custom"].map(named)

    static func named(_ name: String) -> TextCase { TextCase(directory: folder + "/" + name) }

    /// Cases made elsewhere, such as those with OpenAI's vocabulary.
    static let others: [TextCase] = {
        guard let folder = ProcessInfo.processInfo.environment["PATCHLENS_TEXT_CASES"] else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { TextCase(directory: folder + "/" + $0) }
    }()

    var rows: [Row] {
        get throws {
            try JSONDecoder().decode(
                [Row].self, from: Data(contentsOf: URL(fileURLWithPath: directory + "/texts.json")))
        }
    }

    var golden: GoldenFile { get throws { try GoldenFile(path: directory + ".safetensors") } }

    /// Whether the checkpoint has both encoders.
    var hasPictures: Bool { description != "hf-text" }

    var checkpoint: TextCheckpoint { get throws { try TextCheckpoint(directory: directory) } }
}
