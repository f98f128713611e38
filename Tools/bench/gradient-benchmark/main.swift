// What a backward pass costs beside the forward pass alone, in time and in memory:
//
//     swift run -c release gradient-benchmark [model] [threads] [side…]
//
// For each side of a square picture in pixels: the median of some runs of `encode` to the tokens, of `differentiate`
// with the relevance of all layers (Chefer, Gur and Wolf 2021) from the class token, and of the same without
// relevance, taken in turn, and the most memory that the process had by then. Time is the processors', which others
// that share them do not lengthen, divided by the threads.

import Checkpoints
import Foundation
import ImageDecoding
import Tensors
import VisionTransformers

/// One picture's size, and a model.
struct GradientBenchmark {
    let model: VisionTransformer
    let patches: Patches

    init(model: VisionTransformer, side: Int, threads: Int) throws {
        self.model = model
        var generator = SystemRandomNumberGenerator()
        let pixels = (0..<side * side * 3).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var preprocessing = model.preprocessing
        preprocessing.shortSide = side
        patches = try preprocessing.patches(
            of: Picture(size: PictureSize(height: side, width: side), pixels: pixels), in: Workspace(threads: threads))
    }

    func forward() throws { _ = try model.encode(patches) }

    /// From the sum of the class token's channels.
    func backward(withRelevance: Bool) throws {
        var row: [Double] = []
        _ = try model.differentiate(patches) { tokens throws(EncodingError) in
            row = [1] + [Double](repeating: 0, count: tokens.shape[0] - 1)
            let ones = [Float](repeating: 1, count: tokens.shape[1])
            return OutputGradient(
                value: Double(tokens.rows([0]).elements.reduce(0, +)), rows: [0],
                gradient: Tensor(ones, shape: [1, ones.count], in: tokens.workspace))
        } visiting: { layer throws(EncodingError) in
            let weights = row
            if withRelevance { layer.propagateRelevance(weights: weights, into: &row) }
        }
    }

    /// Milliseconds of each on all processors together, the median of `runs` after one that does not count.
    func medians(runs: Int) throws -> [Double] {
        let parts: [() throws -> Void] = [
            forward, { try backward(withRelevance: true) }, { try backward(withRelevance: false) },
        ]
        var times = parts.map { _ in [Double]() }
        for run in 0...runs {
            for (index, part) in parts.enumerated() {
                let start = processorMilliseconds()
                try part()
                if run > 0 { times[index].append(processorMilliseconds() - start) }
            }
        }
        return times.map { $0.sorted()[$0.count / 2] }
    }
}

func usage() -> rusage {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage
}

/// The most memory this process had, in MiB.
func peakMebibytes() -> Int { usage().ru_maxrss / 1024 }

/// What this process has had of all processors.
func processorMilliseconds() -> Double {
    let usage = usage()
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    return Double(seconds) * 1e3 + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3
}

/// At once, also where output is no terminal.
func report(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

let arguments = CommandLine.arguments.dropFirst()
let threads = arguments.dropFirst().first.flatMap { Int($0) } ?? Processor.count
let sides = arguments.dropFirst(2).compactMap { Int($0) }
let model = try VisionTransformer(named: arguments.first ?? "dinov2-small", isDifferentiable: true)
report("loaded, \(peakMebibytes()) MiB; milliseconds of forward, with relevance, without, on \(threads) threads")
for side in sides.isEmpty ? [224, 518, 1036] : sides {
    let times = try GradientBenchmark(model: model, side: side, threads: threads).medians(
        runs: side < 400 ? 15 : side < 800 ? 5 : 3)
    let shown = times.map { String(format: "%.1f", $0 / Double(threads)) }.joined(separator: "  ")
    let ratios = times.dropFirst().map { String(format: "%.2f×", $0 / times[0]) }.joined(separator: "  ")
    report("\(side)²: \(shown)  ratios \(ratios)  peak \(peakMebibytes()) MiB")
}
