import PatchLens
import TestSupport
import Testing

/// The textbook's product of N×N matrices in double, from recorded attention.
private struct MatrixRollout {
    let rule: AttentionRollout.Rule
    let fusion: HeadFusion
    let ratio: Double

    /// (heads, N, N) of every layer → the class row
    func row(of layers: [LayerTrace]) -> [Double] {
        let count = layers[0].probabilities.shape[2]
        var result = identity(count)
        for layer in layers {
            result = multiplied(mixed(discarded(fused(layer.probabilities, count: count)), count), result, count)
        }
        return Array(result[..<count])
    }

    private func identity(_ count: Int) -> [Double] {
        (0..<count * count).map { $0 / count == $0 % count ? 1 : 0 }
    }

    /// In float32, as the library fuses: which value is the k-th smallest is decided by the last digit.
    private func fused(_ probabilities: Tensor, count: Int) -> [Double] {
        let (heads, values) = (probabilities.shape[0], probabilities.elements)
        return (0..<count * count).map { index in
            let of = (0..<heads).map { values[$0 * count * count + index] }
            switch fusion {
            case .mean: return Double(of.dropFirst().reduce(of[0], +) / Float(heads))
            case .max: return Double(of.max() ?? 0)
            case .min: return Double(of.min() ?? 0)
            }
        }
    }

    private func discarded(_ values: [Double]) -> [Double] {
        var values = values
        let smallest = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        for index in smallest.prefix(Int(Double(values.count) * ratio)) where index != 0 { values[index] = 0 }
        return values
    }

    private func mixed(_ values: [Double], _ count: Int) -> [Double] {
        let sums = (0..<count).map { row in values[row * count..<(row + 1) * count].reduce(0, +) }
        return values.indices.map { index in
            let (row, column) = (index / count, index % count)
            let eye = row == column ? 1.0 : 0
            switch rule {
            case .paper: return sums[row] > 0 ? eye / 2 + values[index] / sums[row] / 2 : eye
            case .vitExplain: return (values[index] + eye) / (sums[column] + 1)
            case .vitExplainFixed: return (values[index] + eye) / (sums[row] + 1)
            }
        }
    }

    private func multiplied(_ a: [Double], _ b: [Double], _ count: Int) -> [Double] {
        var product = [Double](repeating: 0, count: count * count)
        for row in 0..<count {
            for middle in 0..<count where a[row * count + middle] != 0 {
                let factor = a[row * count + middle]
                for column in 0..<count {
                    product[row * count + column] += factor * b[middle * count + column]
                }
            }
        }
        return product
    }
}

@Suite("Rollouts of the default model by row vectors and by matrices")
struct RolloutMatrixTests {
    @Test(arguments: [
        (AttentionRollout.Rule.paper, HeadFusion.mean, 0.0), (.paper, .max, 0), (.paper, .min, 0.5),
        (.vitExplain, .mean, 0.9), (.vitExplain, .max, 0.9), (.vitExplain, .min, 0),
        (.vitExplainFixed, .max, 0.9),
    ])
    func agree(rule: AttentionRollout.Rule, fusion: HeadFusion, ratio: Double) throws {
        let model = try DefaultModel.model.get()
        let patches = try model.patches(of: DefaultModel.picture("astronaut.png"))
        let trace = try model.encode(patches, recording: .attention(from: .everyToken, in: .all)).attention
        let row = MatrixRollout(rule: rule, fusion: fusion, ratio: ratio).row(of: trace.layers).dropFirst()
        let largest = rule == .paper ? 1 : row.max() ?? 1
        let method = AttentionRollout(by: rule, fusing: fusion, discardRatio: ratio)
        let map = try method(patches, in: model).maps[0]
        let difference = zip(map.values, row).map { abs(Double($0) - $1 / largest) }.max() ?? .infinity
        #expect(difference <= 1e-5)
    }
}

@Suite("Norms of the default model's tokens")
struct TokenNormTests {
    @Test(arguments: DefaultModel.samples)
    func agreeWithTransformers(golden: String, picture: String) throws {
        let model = try DefaultModel.model.get()
        let patches = try model.patches(of: DefaultModel.picture(picture))
        let encoding = try model.encode(patches, recording: .tokens.withTokenNorms())
        let expected = try GoldenFile(named: "token-norms").floats(golden)
        let found = try #require(encoding.tokenNorms)
        #expect(largestDifference(found, expected) <= 2e-3)
        // A small model, which has no such tokens.
        #expect(OutlierTokens(norms: Array(found.dropFirst())).patches.isEmpty)
    }
}
