import AttentionMaps
import ImageDecoding
import TestSupport
import Tensors
import Testing
import VisionTransformers

@Suite("Nearest patches of two pictures")
struct CorrespondenceTests {
    private static func descriptors(
        _ kind: DescriptorKind, layer: Int, grid: [Int], threads: Int = 1
    ) throws -> PatchDescriptors {
        let patches = try SmallModel.patches(grid, in: Workspace(threads: threads))
        return try SmallModel.load().descriptors(kind, of: patches, layer: layer)
    }

    /// Random unit vectors; the same seed gives the same.
    private static func random(rows: Int, columns: Int, channels: Int = 40, seed: UInt64) -> PatchDescriptors {
        var generator = SeededGenerator(seed: seed)
        let grid = PatchGrid(rows: rows, columns: columns, patchSize: 14)
        let size = PictureSize(height: rows * 28, width: columns * 42)
        return PatchDescriptors(
            normalizing: Tensor(generator.floats(grid.count * channels), shape: [grid.count, channels]),
            geometry: PatchGeometry(original: size, resized: grid.size, grid: grid))
    }

    /// The whole matrix in NumPy, of features by transformers (Tools/golden/make-match-golden.py).
    @Test(arguments: DescriptorKind.allCases, [0, 1, 2])
    func areNumPys(kind: DescriptorKind, layer: Int) throws {
        let golden = try GoldenFile(named: "match")
        let name = "small.\(kind.rawValue).\(layer)"
        let first = try Self.descriptors(kind, layer: layer, grid: [6, 6])
        let second = try Self.descriptors(kind, layer: layer, grid: [3, 7])
        let found = try NearestNeighbors(from: first, to: second)
        let expected = try (golden.floats("\(name).rows"), golden.floats("\(name).columns"))
        #expect(found.inSecond.map { Float($0.patch) } == expected.0)
        #expect(found.inFirst.map { Float($0.patch) } == expected.1)
        let cosines = (found.inSecond + found.inFirst).map(\.cosine)
        #expect(largestDifference(cosines, try golden.floats("\(name).cosines")) < 1e-5)
        for (patch, neighbor) in found.inSecond.enumerated() {
            #expect(found.mutual.contains { $0.first == patch } == (expected.1[neighbor.patch] == Float(patch)))
        }
    }

    /// More rows than a tile has, and none of its multiples.
    @Test func tilesAndThreadsChangeNothing() throws {
        let (first, second) = (Self.random(rows: 10, columns: 15, seed: 1), Self.random(rows: 9, columns: 11, seed: 2))
        let found = try NearestNeighbors(from: first, to: second)
        let threaded = PatchDescriptors(
            normalizing: Tensor(
                first.vectors.elements, shape: first.vectors.shape, in: Workspace(threads: 3)),
            geometry: first.geometry)
        #expect(try NearestNeighbors(from: threaded, to: second) == found)
        for (patch, neighbor) in found.inSecond.enumerated() {
            let cosines = Self.cosines(of: patch, in: first, to: second)
            let best = cosines.indices.reduce(0) { cosines[$1] > cosines[$0] ? $1 : $0 }
            #expect(neighbor.patch == best && abs(Double(neighbor.cosine) - cosines[best]) < 1e-5)
        }
    }

    private static func cosines(
        of patch: Int, in first: PatchDescriptors, to second: PatchDescriptors
    ) -> [Double] {
        let (a, b, channels) = (first.vectors.elements, second.vectors.elements, first.vectors.shape[1])
        return (0..<second.geometry.grid.count).map { other in
            (0..<channels).reduce(0.0) {
                $0 + Double(a[patch * channels + $1]) * Double(b[other * channels + $1])
            }
        }
    }

    @Test func theFirstOfEqualOnesIsTheNearest() throws {
        let grid = PatchGrid(rows: 1, columns: 4, patchSize: 14)
        let geometry = PatchGeometry(original: grid.size, resized: grid.size, grid: grid)
        let rows: [Float] = [0, 1, 1, 0, 1, 0, 0, 1]
        let same = PatchDescriptors(normalizing: Tensor(rows, shape: [4, 2]), geometry: geometry)
        let found = try NearestNeighbors(from: same, to: same)
        #expect(found.inSecond.map(\.patch) == [0, 1, 1, 0] && found.inFirst == found.inSecond)
        #expect(found.mutual.map(\.first) == [0, 1])
    }

    @Test func aPictureMatchesItself() throws {
        let picture = Self.random(rows: 5, columns: 6, seed: 4)
        let found = try Correspondences(from: picture, to: picture, isRefined: false)
        #expect(found.matches.count == 30)
        for match in found.matches {
            #expect(match.patch == match.matched && match.from == match.to && abs(match.cosine - 1) < 1e-5)
        }
        // The patch at row 1, column 2: 28×42 pixels, of which the first is called 0.
        let match = try #require(found.matches.first { $0.patch == 8 })
        #expect(match.from == PicturePoint(row: 41.5, column: 104.5))
    }

    @Test func bestComeFirstAndTheUnlikeAreLeftOut() throws {
        let (first, second) = (Self.random(rows: 8, columns: 8, seed: 5), Self.random(rows: 8, columns: 8, seed: 6))
        let all = try Correspondences(from: first, to: second).matches
        #expect(all.map(\.cosine) == all.map(\.cosine).sorted(by: >) && all.count > 10)
        let limit = all[all.count / 2].cosine
        let some = try Correspondences(from: first, to: second, minimumCosine: limit).matches
        #expect(some == all.filter { $0.cosine >= limit } && some.count < all.count)
    }

    /// By the softmax over the 3×3 cosines, written out.
    @Test func refinesByTheNeighboursCosines() throws {
        let (first, second) = (Self.random(rows: 7, columns: 9, seed: 7), Self.random(rows: 7, columns: 9, seed: 8))
        let found = try Correspondences(from: first, to: second)
        var inside = 0
        for match in found.matches {
            let (row, column) = match.matched.quotientAndRemainder(dividingBy: 9)
            let cosines = Self.cosines(of: match.patch, in: first, to: second)
            var (sum, down, right) = (0.0, 0.0, 0.0)
            for y in max(0, row - 1)...min(6, row + 1) {
                for x in max(0, column - 1)...min(8, column + 1) {
                    let weight = ElementaryFunction.exponential((cosines[y * 9 + x] - cosines[match.matched]) / 0.04)
                    sum += weight
                    down += weight * Double(y - row)
                    right += weight * Double(x - column)
                }
            }
            let isInside = (row > 0 && row < 6, column > 0 && column < 8)
            let expected = PicturePoint(
                row: (Double(row) + 0.5 + (isInside.0 ? down / sum : 0)) * 28 - 0.5,
                column: (Double(column) + 0.5 + (isInside.1 ? right / sum : 0)) * 42 - 0.5)
            #expect(abs(match.to.row - expected.row) < 1e-9 && abs(match.to.column - expected.column) < 1e-9)
            inside += isInside.0 && isInside.1 ? 1 : 0
        }
        #expect(inside > 5)
    }

    @Test func drawnOnesLieApart() throws {
        let picture = Self.random(rows: 20, columns: 20, seed: 9)
        let found = try Correspondences(from: picture, to: picture)
        let spread = found.spread(25)
        #expect(spread.count == 25 && Set(spread.map(\.patch)).count == 25 && spread[0] == found.matches[0])
        // Evenly spread, 25 of 400 lie 4 patches apart; half of that is kept by all that fit in two passes.
        for (index, match) in spread.enumerated() {
            for other in spread[..<index] {
                let rows = Double(match.patch / 20 - other.patch / 20)
                let columns = Double(match.patch % 20 - other.patch % 20)
                #expect(rows * rows + columns * columns >= 4)
            }
        }
        #expect(found.spread(1000).count == 400)
        #expect(found.spread(0).isEmpty)
    }

    @Test func mapsOfCosinesAreOfTheSecondPicture() throws {
        let (first, second) = (Self.random(rows: 4, columns: 5, seed: 1), Self.random(rows: 3, columns: 7, seed: 2))
        let found = try Correspondences(from: first, to: second, isRefined: false)
        let map = found.cosines(of: 6)
        let expected = Self.cosines(of: 6, in: first, to: second).map { Float($0) }
        #expect(map.geometry == second.geometry && map.values == expected)
        let best = found.bestMatch(of: 6)
        #expect(best.cosine == expected.max() && expected.firstIndex(of: best.cosine) == best.matched)
    }

    @Test func aLayerThatIsNotThere() throws {
        let (model, patches) = (try SmallModel.load(), try SmallModel.patches([3, 7]))
        for kind in DescriptorKind.allCases {
            #expect(throws: EncodingError.noSuchLayer(3, layerCount: 3)) {
                try model.descriptors(kind, of: patches, layer: 3)
            }
        }
        let (last, negative) = try (
            model.descriptors(.keys, of: patches, layer: 2), model.descriptors(.keys, of: patches, layer: -1)
        )
        #expect(last.vectors.elements == negative.vectors.elements)
    }
}
