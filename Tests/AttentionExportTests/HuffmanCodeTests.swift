import CCodecs
import TestSupport
import Testing

@Suite("Huffman codes")
struct HuffmanCodeTests {
    static func lengths(_ counts: [UInt32], longest: Int = 15) -> [UInt8] {
        var lengths = [UInt8](repeating: 99, count: counts.count)
        patchlens_huffman_lengths(counts, Int32(counts.count), Int32(longest), &lengths)
        return lengths
    }

    /// Each symbol of a complete code takes 2^−length of the room there is, and all of it together.
    static func room(_ lengths: [UInt8]) -> Int {
        lengths.reduce(0) { $0 + ($1 == 0 ? 0 : 1 << (15 - Int($1))) }
    }

    /// What Huffman's own procedure pays: the weights of all knots, the two lightest joined each time.
    static func leastCost(_ counts: [UInt32]) -> UInt64 {
        var weights = counts.filter { $0 > 0 }.map(UInt64.init).sorted(by: >)
        var cost: UInt64 = 0
        while weights.count > 1 {
            let joined = weights.removeLast() + weights.removeLast()
            cost += joined
            weights.insert(joined, at: weights.firstIndex { $0 < joined } ?? weights.count)
        }
        return cost
    }

    static func cost(_ counts: [UInt32], _ lengths: [UInt8]) -> UInt64 {
        zip(counts, lengths).reduce(0) { $0 + UInt64($1.0) * UInt64($1.1) }
    }

    @Test func ofOneSymbolHasASecond() {
        #expect(Self.lengths([0, 0, 7, 0]) == [1, 0, 1, 0])
        #expect(Self.lengths([7, 0, 0, 0]) == [1, 1, 0, 0])
        #expect(Self.lengths([0, 0]) == [1, 1])
    }

    @Test func ofEqualCountsHasEqualLengths() {
        #expect(Self.lengths([UInt32](repeating: 9, count: 256)) == [UInt8](repeating: 8, count: 256))
        // 286 = 226 · 1 + 60 / 2 · 2: as many of 8 bits as leave room for the rest at 9.
        let all = Self.lengths([UInt32](repeating: 1, count: 286))
        #expect(all.filter { $0 == 8 }.count == 226 && all.filter { $0 == 9 }.count == 60)
    }

    @Test(arguments: 0..<40)
    func isCompleteAndAsShortAsHuffmans(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let symbols = Int.random(in: 2...286, using: &generator)
        let steepness = Int.random(in: 0...10, using: &generator)
        let counts = (0..<symbols).map { symbol -> UInt32 in
            let most = UInt32(60000) >> min(15, symbol * steepness / 32)
            return Bool.random(using: &generator) ? UInt32.random(in: 0...max(1, most), using: &generator) : 0
        }
        guard counts.filter({ $0 > 0 }).count > 1 else { return }
        let lengths = Self.lengths(counts)
        #expect(Self.room(lengths) == 1 << 15)
        #expect(zip(counts, lengths).allSatisfy { ($0 == 0) == ($1 == 0) })
        // Where 15 bits are enough for Huffman's own code they are no limit.
        if lengths.allSatisfy({ $0 < 15 }) { #expect(Self.cost(counts, lengths) == Self.leastCost(counts)) }
    }

    /// Fibonacci's numbers make the deepest trees there are.
    @Test(arguments: [15, 14, 9, 7])
    func isNoLongerThanAllowed(longest: Int) {
        var counts: [UInt32] = [1, 1]
        while counts.count < 40 { counts.append(counts[counts.count - 1] &+ counts[counts.count - 2]) }
        let lengths = Self.lengths(counts, longest: longest)
        #expect(lengths.max() == UInt8(longest))
        #expect(Self.room(lengths) == 1 << 15)
        // The rarer, the longer.
        #expect(zip(lengths, lengths.dropFirst()).allSatisfy { $0 >= $1 })
    }

    /// As many symbols as the limit has codes for: all of one length, whatever they weigh.
    @Test func canUseAllRoomThereIs() {
        let counts = (0..<128).map { UInt32(1) << UInt32($0 / 5) }
        #expect(Self.lengths(counts, longest: 7) == [UInt8](repeating: 7, count: 128))
    }

    /// RFC 1951, 3.2.2: the lengths 3, 3, 3, 3, 3, 2, 4, 4 have the codes 010, 011, 100, 101, 110, 00, 1110, 1111.
    @Test func codesAreTheSpecifications() {
        var codes = [UInt16](repeating: 0, count: 8)
        patchlens_huffman_codes([3, 3, 3, 3, 3, 2, 4, 4], 8, &codes)
        // First bit lowest.
        #expect(codes == [0b010, 0b110, 0b001, 0b101, 0b011, 0b00, 0b0111, 0b1111])
    }
}
