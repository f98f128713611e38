import Foundation
import PatchLens
import TestSupport
import Testing

/// `patchlens features` as a process, with the small random model (Tools/golden/make-small-dinov2.py).
@Suite("The command for features")
struct FeaturesRunTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder
    private let model = try? SmallModel.load()
    private static let names = ["chelsea.png", "coffee.png", "rocket.jpg"]

    init() throws {
        folder = try TemporaryFolder()
        for name in Self.names {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.images)/\(name)"))
            try folder.file("photos/\(name)", [UInt8](bytes))
        }
    }

    /// Features of `photos` in `out`.
    private func features(_ arguments: String..., into output: String = "out") throws -> BuiltCommand.Result {
        try patchlens(
            ["features", folder.path("photos"), "-o", folder.path(output), "--model", SmallModel.directory]
                + ["--short-side", "24"] + arguments)
    }

    private func patches(_ name: String) throws -> Patches {
        try #require(model).patches(of: Picture(contentsOf: "\(ProjectPaths.images)/\(name)"), shortSide: 24)
    }

    @Test func writesTheTokens() throws {
        let result = try features("--json")
        #expect(result.status == 0, "\(result.errors)")
        #expect(folder.files(below: "out") == ["chelsea.npy", "coffee.npy", "rocket.npy"])
        for name in Self.names {
            let tokens = try #require(try model?.encode(patches(name), recording: .tokens).tokens)
            let file = try NPYFile(folder.contents("out/\(name.prefix { $0 != "." }).npy"))
            #expect(file.shape == [tokens.shape[0], tokens.shape[1]] && file.values == tokens.elements)
        }
        let again = try features()
        #expect(again.errors.contains("0 done, 3 skipped (--overwrite writes them again), 0 failed"))
    }

    @Test func poolsThem() throws {
        try #require(features("--pool", "mean", into: "mean").status == 0)
        try #require(features("--pool", "class", into: "class").status == 0)
        for name in Self.names {
            let stem = name.prefix { $0 != "." }
            let tokens = try #require(try model?.encode(patches(name), recording: .tokens).tokens)
            let (rows, columns) = (tokens.shape[0], tokens.shape[1])
            let classToken = try NPYFile(folder.contents("class/\(stem).npy"))
            #expect(classToken.shape == [1, columns] && classToken.values == Array(tokens.elements.prefix(columns)))
            let mean = try NPYFile(folder.contents("mean/\(stem).npy"))
            for channel in 0..<columns {
                let sum = (1..<rows).reduce(0.0) { $0 + Double(tokens[$1, channel]) }
                #expect(abs(Double(mean.values[channel]) - sum / Double(rows - 1)) < 1e-6)
            }
        }
    }

    /// SigLIP has attention pooling and no class token, DINOv2 the other way about.
    @Test func poolsByWhatTheModelHas() throws {
        let siglip = "\(FamilyCase.folder)/siglip-hf-vision"
        let arguments = ["features", folder.path("photos"), "-o", folder.path("map"), "--fit", "processor"]
        try #require(patchlens(arguments + ["--model", siglip, "--pool", "map"]).status == 0)
        let model = try VisionTransformer(checkpoint: Checkpoint(directory: siglip))
        var preprocessing = model.preprocessing
        preprocessing.fit = .processor
        for name in Self.names {
            let patches = try preprocessing.patches(of: Picture(contentsOf: "\(ProjectPaths.images)/\(name)"))
            let pooled = model.pooled(try #require(try model.encode(patches, recording: .tokens).tokens))
            let file = try NPYFile(folder.contents("map/\(name.prefix { $0 != "." }).npy"))
            #expect(file.shape == [1, pooled.shape[1]] && file.values == pooled.elements)
        }
        for (model, pool) in [(siglip, ["class"]), (SmallModel.directory, ["map"]), (siglip, ["map", "--layer", "0"])] {
            let result = try patchlens(arguments + ["--model", model, "--pool"] + pool)
            #expect(result.status == 64 && result.errorLines.count == 1, "\(result.errors)")
        }
    }

    /// As the next layer receives them, and with the final norm as if the layer were the last.
    @Test func takesAnEarlierLayer() throws {
        try #require(features("--layer", "-2", "--template", "{stem}.{layer}.npy").status == 0)
        try #require(features("--layer", "2", "--normalize", into: "last").status == 0)
        for name in Self.names {
            let (stem, patches) = (name.prefix { $0 != "." }, try patches(name))
            let early = try NPYFile(folder.contents("out/\(stem).1.npy"))
            #expect(early.values == (try #require(try model?.tokens(entering: 2, on: patches)).elements))
            let last = try NPYFile(folder.contents("last/\(stem).npy"))
            #expect(last.values == (try #require(try model?.encode(patches, recording: .tokens).tokens?.elements)))
        }
    }

    @Test(arguments: [["--pool", "class"], []])
    func gathersThem(pool: [String]) throws {
        try folder.file("photos/broken.png", text: "no picture")
        for (index, workers) in [["--jobs", "1"], ["--jobs", "3", "--threads", "2"]].enumerated() {
            let result = try patchlens(
                ["features", folder.path("photos"), "-o", folder.path("out\(index)"), "--model", SmallModel.directory]
                    + ["--short-side", "24", "--gather", "all/features.npy", "--json"] + pool + workers)
            #expect(result.status == 1 && result.errors.contains("3 done, 0 skipped, 1 failed"), "\(result.errors)")
            #expect(result.lines.count == 4)
        }
        #expect(folder.files(below: "out0") == ["all/features.jsonl", "all/features.npy"])
        for file in folder.files(below: "out0") {
            #expect(try folder.contents("out0/\(file)") == folder.contents("out1/\(file)"))
        }
        try checkIndex(isPooled: !pool.isEmpty)
    }

    private func checkIndex(isPooled: Bool) throws {
        let rows = try NPYFile(folder.contents("out0/all/features.npy"))
        let index = try folder.contents("out0/all/features.jsonl").split(separator: UInt8(ascii: "\n"))
        #expect(index.count == 3)
        var next = 0
        for (line, name) in zip(index, Self.names) {
            let entry = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            let tokens = try #require(try model?.encode(patches(name), recording: .tokens).tokens)
            let count = isPooled ? 1 : tokens.shape[0]
            #expect(entry["path"] as? String == folder.path("photos/\(name)"))
            #expect(entry["row"] as? Int == next && entry["rows"] as? Int == count)
            #expect(entry["shape"] as? [Int] == [count, rows.shape[1]])
            #expect(entry["prefixTokens"] as? Int == (isPooled ? 0 : 1))
            #expect(
                entry.keys.sorted() == ["grid", "path", "prefixTokens", "row", "rows", "shape", "size", "warnings"])
            let values = rows.values[next * rows.shape[1]..<(next + count) * rows.shape[1]]
            #expect(values.elementsEqual(tokens.elements.prefix(values.count)))
            next += count
        }
        #expect(rows.shape[0] == next)
    }

    @Test func plansAndRefuses() throws {
        let plan = try features("--dry-run", "--no-recurse")
        #expect(plan.lines == ["chelsea", "coffee", "rocket"].map { folder.path("out/\($0).npy") })
        #expect(plan.errors.contains("3 would be written"))
        for arguments in [
            ["--gather", "f.npy", "--template", "{stem}.npy"], ["--gather", "f.txt"],
            ["--gather", "f.npy", "--retry-failed"], ["--gather", ".patchlens/f.npy"], ["--template", "{stem}.png"],
            ["--template", "{head}.npy"], ["--pool", "max"], ["--layer", "3"], ["--normalize"], ["--full-decode"],
        ] {
            let result = try patchlens(
                ["features", folder.path("photos"), "-o", folder.path("out"), "--model", SmallModel.directory]
                    + arguments)
            #expect(result.status == 64 && result.errorLines.count == 1, "\(arguments): \(result.errors)")
        }
        #expect(folder.files(below: "out").isEmpty)
    }
}
