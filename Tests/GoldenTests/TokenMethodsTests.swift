import AttentionMaps
import Checkpoints
import PatchLens
import TestSupport
import Testing
import VisionTransformers

/// Methods of tokens and Keys against NumPy and SciPy on the default model's, and saliency against ONNX Runtime
/// (Tools/golden/make-object-golden.py, make-saliency-golden.py).
@Suite("Token methods on the sample pictures")
struct TokenMethodsTests {
    private func found(
        _ method: some MapMethod, _ picture: String
    ) throws -> MethodFinding {
        let model = try DefaultModel.model.get()
        return try method(model.patches(of: DefaultModel.picture(picture), shortSide: 224), in: model)
    }

    private func expectObject(
        _ finding: MethodFinding, _ name: String, in golden: GoldenFile
    ) throws {
        #expect(finding.drawing == .mask)
        #expect(finding.maps[0].values.map { UInt8($0) } == (try golden.bytes("\(name).mask")))
        let box = try #require(finding.boxes.first)
        #expect([box.top, box.left, box.height, box.width].map(Float.init) == (try golden.floats("\(name).box")))
    }

    @Test(arguments: DefaultModel.samples)
    func objectsAreSciPys(golden: String, picture: String) throws {
        let golden = try GoldenFile(named: "objects/\(golden)")
        try expectObject(found(LOST(), picture), "lost", in: golden)
        try expectObject(found(TokenCut(), picture), "tokencut", in: golden)
    }

    @Test(arguments: DefaultModel.samples)
    func theCutsEigenvectorIsSciPys(golden: String, picture: String) throws {
        let golden = try GoldenFile(named: "objects/\(golden)")
        let model = try DefaultModel.model.get()
        let patches = try model.patches(of: DefaultModel.picture(picture), shortSide: 224)
        let cut = try TokenCut().cut(
            model.patchKeys(of: patches, centered: true), on: patches.geometry.grid)
        let eigenvector = cut.eigenvector.map(Float.init)
        #expect(largestDifference(eigenvector, try golden.floats("tokencut.eigenvector")) <= 1e-4)
        #expect(Float(cut.seed) == (try golden.floats("tokencut.seed")[0]))
        #expect(cut.products < 64)
    }

    /// As the papers have them, of Keys with their mean: every patch resembles every other.
    @Test(arguments: DefaultModel.samples)
    func withTheirMeanKeysHaveNoObject(golden: String, picture: String) {
        #expect(throws: MethodError.self) { try found(LOST(centersKeys: false), picture) }
        #expect(throws: MethodError.self) { try found(TokenCut(centersKeys: false), picture) }
    }

    @Test(arguments: DefaultModel.samples)
    func colorsAreNumPys(golden: String, picture: String) throws {
        let golden = try GoldenFile(named: "objects/\(golden)")
        let plain = try found(PrincipalColors(splitsForeground: false), picture)
        #expect(largestDifference(plain.maps.flatMap(\.values), try golden.floats("pca.colors")) <= 1e-4)
        let split = try found(PrincipalColors(splitsForeground: true), picture)
        let colors = split.maps.prefix(3).flatMap(\.values)
        #expect(largestDifference(colors, try golden.floats("pca.split.colors")) <= 1e-4)
        #expect(split.maps[3].values.map { UInt8($0) } == (try golden.bytes("pca.split.foreground")))
    }

    /// All four by one palette.
    @Test func aFoldersColorsAreNumPys() throws {
        let model = try DefaultModel.model.get()
        var fit = TokenPaletteFit(channels: 384, splitsForeground: true)
        let patches = try DefaultModel.samples.map {
            try model.patches(of: DefaultModel.picture($0.1), shortSide: 224)
        }
        while fit.palette == nil {
            for patches in patches {
                fit.add(fit.contribution(of: try model.patchTokens(of: patches), on: patches.geometry.grid))
            }
            try fit.finishPass()
        }
        let method = PrincipalColors(palette: try #require(fit.palette))
        for (sample, patches) in zip(DefaultModel.samples, patches) {
            let golden = try GoldenFile(named: "objects/\(sample.0)")
            let maps = try method(patches, in: model).maps
            let colors = maps.prefix(3).flatMap(\.values)
            #expect(largestDifference(colors, try golden.floats("pca.folder.colors")) <= 1e-4)
            #expect(maps[3].values.map { UInt8($0) } == (try golden.bytes("pca.folder.foreground")))
        }
    }

    @Test(arguments: DefaultModel.samples)
    func similaritiesAreNumPys(golden: String, picture: String) throws {
        let golden = try GoldenFile(named: "objects/\(golden)")
        let size = try DefaultModel.picture(picture).originalSize
        // The pixel right of and below the picture's centre is in the patch right of and below the grid's.
        let references: [SimilarityReference] = [
            .place(.pixel(row: size.height / 2 + 1, column: size.width / 2 + 1)), .place(.classToken),
        ]
        let maps = try found(TokenSimilarity(to: references), picture).maps
        #expect(largestDifference(maps[0].values, try golden.floats("similarity.middle")) <= 1e-4)
        #expect(largestDifference(maps[1].values, try golden.floats("similarity.class")) <= 1e-4)
    }

    @Test(arguments: DefaultModel.samples)
    func saliencyIsONNXRuntimes(golden: String, picture: String) throws {
        let decoder = try SaliencyDecoder(checkpoint: Checkpoint(named: ModelStore.defaultModel))
        let map = try found(Saliency(decoder: decoder), picture).maps[0]
        let grid = map.geometry.grid
        let every = stride(from: 0, to: grid.rows, by: 3).flatMap { row in
            stride(from: 0, to: grid.columns, by: 3).map { map[row, $0] }
        }
        let expected = try GoldenFile(named: "saliency/\(golden)").floats("saliency")
        #expect(largestDifference(every, expected) <= 1e-4)
    }

    @Test func aFolderWithoutDecoderSaysWhatToDo() throws {
        let checkpoint = try Checkpoint(directory: SmallModel.directory)
        let error = #expect(throws: ModelError.self) { try SaliencyDecoder(checkpoint: checkpoint) }
        #expect(error?.description.contains("Tools/setup.sh") == true)
    }
}
