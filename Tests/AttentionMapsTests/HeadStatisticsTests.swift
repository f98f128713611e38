import AttentionMaps
import ImageDecoding
import Tensors
import TestSupport
import Testing
import VisionTransformers

@Suite("Received attention, entropy and distance against NumPy")
struct HeadStatisticsTests {
    private static func method(_ quantity: String, in maps: MapSelection) -> any MapMethod {
        switch quantity {
        case "received": ReceivedAttention(in: maps)
        case "entropy": AttentionEntropy(in: maps)
        case "distance": AttentionDistance(in: maps)
        default: AttentionDistance(in: maps, renormalized: false)
        }
    }

    static let quantities = ["received", "entropy", "distance", "distance-all"]

    @Test(arguments: MethodCase.all, quantities)
    func everyHeadAgrees(sample: MethodCase, quantity: String) throws {
        let (model, patches) = try sample.load()
        let method = Self.method(quantity, in: try sample.selection(.each, in: model))
        let maps = try method(patches, in: model).maps
        let expected = try sample.golden(quantity)
        let magnitude = expected.max() ?? 0
        #expect(maps.map { MapName(method: method.name, layer: $0.layer, head: $0.head) } == method.names)
        #expect(largestDifference(maps.flatMap(\.values), expected) <= 1e-5 * magnitude)
    }

    @Test(arguments: quantities, HeadFusion.allCases)
    func headsAreFusedAfterwards(quantity: String, fusion: HeadFusion) throws {
        let sample = MethodCase.all[2]
        let (model, patches) = try sample.load()
        let method = Self.method(quantity, in: try sample.selection(.fused(fusion), in: model))
        let maps = try method(patches, in: model).maps
        let expected = try sample.golden(quantity)
        let count = patches.geometry.grid.count
        #expect(maps.count == model.layerCount)
        for (layer, map) in maps.enumerated() {
            for patch in 0..<count {
                let values = (0..<model.headCount).map { expected[(layer * model.headCount + $0) * count + patch] }
                let fused = Self.fused(values, by: fusion)
                #expect(abs(map.values[patch] - fused) <= 2e-5 * max(1, fused))
            }
        }
    }

    private static func fused(_ values: [Float], by fusion: HeadFusion) -> Float {
        switch fusion {
        case .mean: values.reduce(0, +) / Float(values.count)
        case .max: values.max() ?? 0
        case .min: values.min() ?? 0
        }
    }

    /// Means over the patches of every head, and distances in the original's own pixels.
    @Test func summarisesHeads() throws {
        let sample = MethodCase.all[0]
        let (model, patches) = try sample.load()
        let grid = patches.geometry.grid
        // An original half as high and three times as wide as what the model sees.
        let geometry = PatchGeometry(
            original: PictureSize(height: grid.size.height / 2, width: grid.size.width * 3), resized: grid.size,
            grid: grid)
        let stretched = Patches(geometry: geometry, values: patches.values)
        let statistics = try HeadStatistics(of: stretched, by: model)
        let (distance, entropy) = (try sample.golden("distance"), try sample.golden("entropy"))
        for (layer, heads) in statistics.layers.enumerated() {
            for (head, found) in heads.enumerated() {
                let start = (layer * model.headCount + head) * grid.count
                let mean = { (values: [Float]) in
                    values[start..<start + grid.count].reduce(0) { $0 + Double($1) } / Double(grid.count)
                }
                #expect(abs(found.inputDistance - mean(distance)) <= 1e-4)
                #expect(abs(found.entropy - mean(entropy)) <= 1e-5)
                #expect(found.originalDistance > found.inputDistance / 2)
                #expect(found.originalDistance < found.inputDistance * 3)
            }
        }
        #expect(statistics.outliers.norms.count == grid.count)
    }

    @Test func originalPixelsAreThoseOfTheInputWhereNothingIsResized() throws {
        let (model, patches) = try MethodCase.all[0].load()
        let statistics = try HeadStatistics(of: patches, by: model, renormalized: false)
        #expect(statistics.layers.joined().allSatisfy { $0.inputDistance == $0.originalDistance })
    }

    @Test func normsAreOfTheTokensBeforeTheFinalNorm() throws {
        let (model, patches) = try MethodCase.all[0].load()
        let tokens = try model.tokens(after: -1, on: patches)
        let encoding = try model.encode(patches, recording: .tokens.withTokenNorms())
        let expected = (0..<tokens.shape[0]).map { row in
            (0..<tokens.shape[1]).reduce(0.0) { $0 + Double(tokens[row, $1]) * Double(tokens[row, $1]) }.squareRoot()
        }
        #expect(largestDifference(try #require(encoding.tokenNorms), expected.map { Float($0) }) <= 1e-5)
        #expect(encoding.tokens?.elements == (try model.encode(patches).tokens?.elements))
    }
}

extension AttentionMap {
    /// As outputs are named.
    fileprivate var head: String? {
        if case .head(let number) = source { "\(number)" } else { nil }
    }
}
