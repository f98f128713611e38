import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

/// Damaged files are refused or read, and never end the process; under AddressSanitizer, never beyond their bytes.
struct SafetensorsFuzzTests {
    static let seeds = 0..<2000

    @Test func damagedFiles() throws {
        let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: SafetensorsFileTests.elementTypes)))
        let folder = try TemporaryFolder()
        var outcomes = (opened: 0, refused: 0)
        for seed in Self.seeds {
            do {
                let file = try SafetensorsBytes.open(damaged(whole, seed: UInt64(seed)), in: folder)
                outcomes.opened += 1
                try read(file)
            } catch is CheckpointError {
                outcomes.refused += 1
            }
        }
        // Most damage is to the header; some falls on a value, a tensor's name or the notes, and does not show.
        #expect(outcomes.refused > Self.seeds.count / 2 && outcomes.opened > 20, "\(outcomes)")
    }

    /// One to three bytes replaced, mostly in the header, and one file in eight cut off.
    private func damaged(_ whole: [UInt8], seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        var bytes = whole
        let headerEnd = 8 + Int(whole[0]) + Int(whole[1]) << 8
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let end = Int.random(in: 0..<8, using: &random) == 0 ? bytes.count : headerEnd
            let replacement: UInt8 =
                Bool.random(using: &random)
                ? .random(in: 0...255, using: &random)
                : Array("{}[]\",:\\0123456789-.e u".utf8).randomElement(using: &random) ?? 0
            bytes[Int.random(in: 0..<end, using: &random)] = replacement
        }
        if Int.random(in: 0..<8, using: &random) == 0 {
            bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
        }
        return bytes
    }

    private func read(_ file: SafetensorsFile) throws {
        for stored in file.tensors where stored.elementType.isConvertible {
            let tensor = try file.tensor(named: stored.name, shape: stored.shape)
            #expect(tensor.elements.count == stored.shape.count)
        }
    }
}
