import Foundation
import TestSupport

/// DINOv2's blocks in double, from the checkpoint's own tensors, one step after another: a model that shares nothing
/// with the one that is tested, and whose attention can be changed by hand.
struct DoubleDINOv2 {
    /// What is added to one probability of one layer before it weighs a Value.
    struct Nudge {
        let layer: Int
        let head: Int
        let query: Int
        let key: Int
        let amount: Double
    }

    private let weights: [String: [Double]]
    private let heads: Int
    private let layers: Int

    init(directory: String, heads: Int, layers: Int) throws {
        let file = try GoldenFile(path: directory + "/model.safetensors")
        weights = try Dictionary(uniqueKeysWithValues: file.names.map { ($0, try file.floats($0).map(Double.init)) })
        self.heads = heads
        self.layers = layers
    }

    /// ‖class token‖ after the final norm, of the tokens that enter the first block; rows of a matrix are its tokens.
    func classTokenLength(of tokens: [[Double]], nudged nudge: Nudge? = nil) -> Double {
        var x = tokens
        for layer in 0..<layers {
            let block = "encoder.layer.\(layer)."
            let own = nudge.flatMap { $0.layer == layer ? $0 : nil }
            x = sum(x, scaled(attention(norm(x, block + "norm1"), block, nudged: own), block + "layer_scale1.lambda1"))
            let hidden = map(norm(x, block + "norm2"), block + "mlp.fc1").map { $0.map(gelu) }
            x = sum(x, scaled(map(hidden, block + "mlp.fc2"), block + "layer_scale2.lambda1"))
        }
        return norm([x[0]], "layernorm")[0].reduce(0) { $0 + $1 * $1 }.squareRoot()
    }

    private func attention(_ x: [[Double]], _ block: String, nudged nudge: Nudge?) -> [[Double]] {
        let attention = block + "attention.attention."
        let (q, k, v) = (map(x, attention + "query"), map(x, attention + "key"), map(x, attention + "value"))
        let dimension = q[0].count / heads
        var result = x.map { _ in [Double](repeating: 0, count: q[0].count) }
        for head in 0..<heads {
            let own = head * dimension..<(head + 1) * dimension
            for query in x.indices {
                let scores = k.map { key in
                    own.reduce(0) { $0 + q[query][$1] * key[$1] } / Double(dimension).squareRoot()
                }
                let powers = scores.map { exp($0) }
                var probabilities = powers.map { $0 / powers.reduce(0, +) }
                if let nudge, nudge.head == head, nudge.query == query { probabilities[nudge.key] += nudge.amount }
                for (key, probability) in probabilities.enumerated() {
                    for channel in own { result[query][channel] += probability * v[key][channel] }
                }
            }
        }
        return map(result, block + "attention.output.dense")
    }

    private func map(_ x: [[Double]], _ module: String) -> [[Double]] {
        guard let weight = weights[module + ".weight"], let bias = weights[module + ".bias"] else { return [] }
        return x.map { row in
            bias.indices.map { output in
                row.indices.reduce(bias[output]) { $0 + weight[output * row.count + $1] * row[$1] }
            }
        }
    }

    private func norm(_ x: [[Double]], _ module: String) -> [[Double]] {
        guard let weight = weights[module + ".weight"], let bias = weights[module + ".bias"] else { return [] }
        return x.map { row in
            let mean = row.reduce(0, +) / Double(row.count)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
            return row.indices.map { (row[$0] - mean) / (variance + 1e-6).squareRoot() * weight[$0] + bias[$0] }
        }
    }

    private func scaled(_ x: [[Double]], _ name: String) -> [[Double]] {
        guard let factors = weights[name] else { return [] }
        return x.map { zip($0, factors).map(*) }
    }

    private func sum(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] { zip(a, b).map { zip($0, $1).map(+) } }

    private func gelu(_ x: Double) -> Double { 0.5 * x * (1 + erf(x / 2.0.squareRoot())) }
}
