import Checkpoints
import Foundation
import ImageDecoding
import Tensors
import TestSupport
import Testing
import VisionTransformers

/// From the file of a library to pixel values, against the library's own processor
/// (Tools/golden/make-processor-golden.py).
@Suite("--fit processor gives the processor's own values")
struct ProcessorParityTests {
    static let golden = try? GoldenFile(named: "processors")
    static let folder = ProjectPaths.golden + "/processors"
    /// What the config.json beside a file that names no processor says.
    static let modelTypes = ["transformers-vit-of-type": "vit", "transformers-dinov2-of-type": "dinov2"]
    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        .map { $0.replacing(".json", with: "") }

    static func preprocessing(of name: String, in folder: String = folder) throws -> PicturePreprocessing {
        let file = "\(folder)/\(name).json"
        let configuration =
            switch name.prefix(while: { $0 != "-" }) {
            case "timm": try PreprocessorConfiguration(timm: file)
            case "openclip": try PreprocessorConfiguration(openCLIP: file)
            default: try PreprocessorConfiguration(contentsOf: file, modelType: modelTypes[name])
            }
        // Patches of one pixel: (height · width, 3), which is the picture as the golden file has it.
        var preprocessing = configuration.preprocessing(patchSize: 1)
        preprocessing.fit = .processor
        preprocessing.maximumPatches = PatchGrid.maximumCount
        return preprocessing
    }

    /// As Tools/golden/make-processor-golden.py makes it.
    static func madePicture(_ size: PictureSize) -> Picture {
        let pixels = (0..<UInt32(size.height * size.width * 3)).map { counter in
            let mixed = counter &* 2_654_435_761
            let value = UInt8(mixed >> 24)
            return mixed & 1 << 16 == 0 ? value : value > 127 ? 255 : 0
        }
        return Picture(size: size, pixels: pixels)
    }

    static func cases(of name: String) throws -> [(key: String, size: PictureSize)] {
        try #require(golden).names.filter { $0.hasPrefix(name + " ") }.map { key in
            let sides = key.dropFirst(name.count + 1).split(separator: "x").compactMap { Int($0) }
            return (key, PictureSize(height: try #require(sides.first), width: try #require(sides.last)))
        }
    }

    @Test func everyFileIsThere() { #expect(Self.names.count == 51) }

    /// To the last bit, which shows the 8-bit pixels to be equal, too: each has a value of its own.
    @Test(arguments: names)
    func everyValueIsTheLibrarys(name: String) throws {
        let preprocessing = try Self.preprocessing(of: name)
        let cases = try Self.cases(of: name)
        #expect(cases.count >= 6)
        for (key, size) in cases {
            let patches = try preprocessing.patches(of: Self.madePicture(size))
            let expected = try #require(Self.golden)
            let shape = try expected.shape(key)
            #expect(patches.geometry.grid.size == PictureSize(height: shape[0], width: shape[1]), "\(key)")
            #expect(patches.values.elements == (try expected.floats(key)), "\(key)")
        }
    }

    /// timm and open_clip fail at these, too.
    @Test(arguments: ["timm-border", "openclip-longest"])
    func whatIsFittedAwayIsAnError(name: String) throws {
        let size = PictureSize(height: 1, width: 100)
        let preprocessing = try Self.preprocessing(of: name)
        #expect(throws: PatchError.self) { try preprocessing.geometry(for: size) }
    }

    static let live = ProcessInfo.processInfo.environment["PATCHLENS_LIVE_PROCESSORS"]

    /// The sample photographs at the models' own sizes; the folder is what the script writes with `--live`.
    @Test(.enabled(if: live != nil), arguments: ["vit", "deit", "beit", "clip", "siglip", "dinov2"])
    func photographsAreTheProcessors(name: String) throws {
        let folder = try #require(Self.live)
        let preprocessing = try Self.preprocessing(of: name, in: folder)
        for picture in ["astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg"] {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name) \(picture).npy"))
            let expected = try NPYFile([UInt8](bytes))
            let patches = try preprocessing.patches(of: Picture(contentsOf: "\(ProjectPaths.images)/\(picture)"))
            #expect(patches.geometry.grid.size == PictureSize(height: expected.shape[0], width: expected.shape[1]))
            #expect(patches.values.elements == expected.values, "\(name) \(picture)")
        }
    }
}
