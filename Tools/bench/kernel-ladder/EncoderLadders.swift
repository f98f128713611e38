import CKernels

/// The encoder's kernels at the sizes of DINOv2 ViT-S/14 and a picture of 224×224.
enum EncoderLadders {
    private static let (tokens, channels, hidden, heads) = (257, 384, 1536, 6)

    /// Every instruction set, the least first.
    private static var sets: [(number: Int32, name: String)] {
        (0..<patchlens_instruction_set_count()).reversed().map {
            ($0, String(cString: patchlens_instruction_set_name($0)))
        }
    }

    /// Whether every difference is within its bound.
    static func climb() -> Bool {
        [layerNorm(), gelu(), attention(), propagation(), product()].allSatisfy { $0 }
    }

    private static func layerNorm() -> Bool {
        let input = Buffer<Float>.random(tokens * channels, seed: 1)
        let (weight, bias) = (Buffer<Float>.random(channels, seed: 2), Buffer<Float>.random(channels, seed: 3))
        let (expected, output) = (Buffer<Float>.zeros(input.count), Buffer<Float>.zeros(input.count))
        let (rows, columns) = (Int64(tokens), Int64(channels))
        let ladder = Ladder("layer norm, 257 × 384", work: 8 * input.count, unit: "GB/s") {
            patchlens_layer_norm_plain(input.start, rows, columns, weight.start, bias.start, 1e-6, expected.start)
        }
        return sets.map { set in
            ladder.rung(set.name, within: 2e-6) {
                patchlens_layer_norm_on(
                    set.number, input.start, rows, columns, weight.start, bias.start, 1e-6, output.start)
            } difference: {
                output.largestDifference(from: expected)
            }
        }.allSatisfy { $0 }
    }

    /// In place, so that each run needs its values again; copying them is taken off.
    private static func gelu() -> Bool {
        let input = Buffer<Float>.random(tokens * hidden, seed: 4, largest: 4)
        let (expected, output) = (Buffer<Float>.zeros(input.count), Buffer<Float>.zeros(input.count))
        let ladder = Ladder("GELU, 257 × 1536", work: 8 * input.count, unit: "GB/s") {
            expected.copy(from: input)
            patchlens_gelu_plain(expected.start, Int64(input.count))
        }
        return sets.map { set in
            // ½ x times an error of 2e-7 in erf, and the rounding of results up to 4
            ladder.rung(set.name, within: 9e-7, overhead: { output.copy(from: input) }) {
                output.copy(from: input)
                patchlens_gelu_on(set.number, output.start, Int64(input.count))
            } difference: {
                output.largestDifference(from: expected)
            }
        }.allSatisfy { $0 }
    }

    private static func attention() -> Bool {
        let (plain, fast) = (AttentionInput(), AttentionInput())
        let operations = 4 * tokens * tokens * channels
        let ladder = Ladder("attention, 257 tokens, 6 heads of 64", work: operations, unit: "GFLOP/s") {
            plain.run(patchlens_float32) { patchlens_attention_plain($0) }
        }
        var agrees = sets.map { set in
            ladder.rung(set.name, within: 3e-6) {
                fast.run(patchlens_float32) { patchlens_attention_run_on(set.number, $0) }
            } difference: {
                fast.largestDifference(from: plain)
            }
        }
        if patchlens_precision_available(patchlens_bfloat16) != 0 {
            // Factors keep 8 bits; the sums are of values up to 1, their weights adding up to 1.
            agrees.append(
                ladder.rung("in use, bfloat16", within: 1 / 128) {
                    fast.run(patchlens_bfloat16) { _ = patchlens_attention_run($0, 1) }
                } difference: {
                    fast.largestDifference(from: plain)
                })
        }
        return agrees.allSatisfy { $0 }
    }

    /// Rollout's step through one layer.
    private static func propagation() -> Bool {
        let (plain, fast) = (AttentionInput(), AttentionInput())
        let operations = 2 * tokens * tokens * channels
        let ladder = Ladder("weights by attention, the same", work: operations, unit: "GFLOP/s") {
            plain.propagate(patchlens_float32) { patchlens_attention_propagate_plain($0, $1, $2) }
        }
        func climb(_ name: String, _ precision: patchlens_precision, within bound: Double, on set: Int32?) -> Bool {
            fast.run(precision) { _ = patchlens_attention_run($0, 1) }
            return ladder.rung(name, within: bound) {
                fast.propagate(precision) {
                    if let set {
                        patchlens_attention_propagate_on(set, $0, $1, $2)
                    } else {
                        _ = patchlens_attention_propagate($0, $1, $2, 1)
                    }
                }
            } difference: {
                fast.largestPropagatedDifference(from: plain)
            }
        }
        var agrees = sets.map { climb($0.name, patchlens_float32, within: 1e-7, on: $0.number) }
        if patchlens_precision_available(patchlens_bfloat16) != 0 {
            agrees.append(climb("in use, bfloat16", patchlens_bfloat16, within: 1e-4, on: nil))
        }
        return agrees.allSatisfy { $0 }
    }

    private static func product() -> Bool {
        let product = ProductInput(rows: tokens, inputs: channels, outputs: hidden)
        let operations = 2 * tokens * channels * hidden
        let ladder = Ladder("product, 257 × 384 by 384 × 1536", work: operations, unit: "GFLOP/s") {
            product.runPlain()
        }
        let panels = sets.map { set in
            product.climb(ladder, "\(set.name), panels", on: set.number, byStrassen: false, within: 5e-6)
        }
        let strassen = sets.map { set in
            product.climb(ladder, "\(set.name), Strassen", on: set.number, byStrassen: true, within: 1e-5)
        }
        // Of 384 terms each is rounded by up to 2⁻⁸ of it, or by a step of 1/127 of the largest; they add up as a root.
        let inUse = [
            product.climbInUse(ladder, "in use, float32", patchlens_float32, within: 1e-5),
            product.climbInUse(ladder, "in use, bfloat16", patchlens_bfloat16, within: 0.03),
            product.climbInUse(ladder, "in use, int8", patchlens_int8, within: 0.06),
        ]
        return (panels + strassen + inUse).allSatisfy { $0 }
    }
}
