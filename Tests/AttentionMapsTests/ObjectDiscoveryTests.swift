import AttentionMaps
import ImageDecoding
import Tensors
import TestSupport
import Testing
import VisionTransformers

/// Against NumPy and SciPy on Keys that were made up (Tools/golden/make-object-golden.py).
@Suite("LOST and TokenCut on given Keys")
struct ObjectDiscoveryTests {
    let golden: GoldenFile
    let grid = PatchGrid(rows: 12, columns: 15, patchSize: 14)

    init() throws { golden = try GoldenFile(named: "objects/made-up") }

    private func keys(threads: Int = 2) throws -> Tensor {
        Tensor(try golden.floats("keys"), shape: [180, 24], in: Workspace(threads: threads))
    }

    @Test func lost() throws {
        let found = try #require(LOST().located(in: keys(), on: grid))
        #expect(found.degrees.map(Float.init) == (try golden.floats("lost.degrees")))
        #expect(Float(found.seed) == (try golden.floats("lost.seed")[0]))
        #expect(found.mask.values.map { UInt8($0) } == (try golden.bytes("lost.mask")))
    }

    @Test func tokenCut() throws {
        let cut = try TokenCut().cut(keys(), on: grid)
        #expect(largestDifference(cut.eigenvector.map(Float.init), try golden.floats("tokencut.eigenvector")) <= 1e-6)
        #expect(Float(cut.seed) == (try golden.floats("tokencut.seed")[0]))
        #expect(cut.mask.values.map { UInt8($0) } == (try golden.bytes("tokencut.mask")))
    }

    @Test func doNotDependOnThreads() throws {
        #expect(try TokenCut().cut(keys(threads: 1), on: grid) == TokenCut().cut(keys(threads: 3), on: grid))
        #expect(try LOST().located(in: keys(threads: 1), on: grid) == LOST().located(in: keys(threads: 3), on: grid))
    }

    /// Keys that are all alike have no seed, and no cut.
    @Test func findNothingWhereAllIsAlike() throws {
        let alike = Tensor([Float](repeating: 1, count: 180 * 24), shape: [180, 24])
        #expect(LOST().located(in: alike, on: grid) == nil)
        #expect(throws: MethodError.self) { try TokenCut().cut(alike, on: grid) }
        let one = PatchGrid(rows: 1, columns: 1, patchSize: 14)
        #expect(LOST().located(in: Tensor([1, 2], shape: [1, 2]), on: one) == nil)
        #expect(throws: MethodError.self) { try TokenCut().cut(Tensor([1, 2], shape: [1, 2]), on: one) }
    }

    /// Corners do not join.
    @Test func componentsAreJoinedOverEdges() {
        let grid = PatchGrid(rows: 3, columns: 4, patchSize: 14)
        let marked = [
            true, true, false, true,
            false, false, true, true,
            true, false, false, true,
        ]
        let mask = ObjectMask(connectedTo: 7, among: marked, on: grid)
        #expect(mask.values == [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1])
        #expect(ObjectMask(connectedTo: 8, among: marked, on: grid).values.reduce(0, +) == 1)
    }

    /// The Keys are those that the layer's own stages show.
    @Test(arguments: [-1, 0])
    func keysAreTheLayersOwn(layer: Int) throws {
        let (model, patches) = (try SmallModel.load(), try SmallModel.patches([3, 7]))
        let keys = try model.keys(in: layer, on: patches)
        let stages = try model.attentionStages(on: patches, layer: layer)
        let (heads, count, size) = (stages.keys.shape[0], stages.keys.shape[1], stages.keys.shape[2])
        #expect(keys.shape == [count, heads * size])
        let byToken = (0..<count).flatMap { token in
            (0..<heads).flatMap { head in (0..<size).map { stages.keys[head, token, $0] } }
        }
        #expect(largestDifference(keys.elements, byToken) <= 1e-5)
    }

    /// The box is that of the mask's pixels, with and without a crop.
    @Test(arguments: [0, 9])
    func theBoxHoldsTheMasksPixels(crop: Int) throws {
        let (model, patches) = (try SmallModel.load(), try SmallModel.patches([6, 6]))
        let geometry = PatchGeometry(
            original: PictureSize(height: 61, width: 47), resized: PictureSize(height: 24 + 2 * crop, width: 24),
            cropTop: crop, grid: patches.geometry.grid)
        let finding = try TokenCut()(Patches(geometry: geometry, values: patches.values), in: model)
        let box = try #require(finding.boxes.first)
        var (rows, columns): (Set<Int>, Set<Int>) = ([], [])
        for y in 0..<61 {
            for x in 0..<47 {
                guard let patch = geometry.patch(atOriginalRow: y, column: x) else { continue }
                guard finding.maps[0][patch.row, patch.column] == 1 else { continue }
                rows.insert(y)
                columns.insert(x)
            }
        }
        #expect(box.top == rows.min() && box.top + box.height - 1 == rows.max())
        #expect(box.left == columns.min() && box.left + box.width - 1 == columns.max())
    }
}
