import Checkpoints

/// Byte-pair encoding (Sennrich et al. 2016, on bytes as in GPT-2, Radford et al. 2019): a word's bytes become tokens,
/// and the pair of neighbours that comes first in the list of merges becomes one token, until no pair is in the list.
struct BytePairEncoding: Sendable {
    private struct Merge {
        let rank: Int32
        let result: Int32
    }

    /// By the ids of both tokens.
    private let merges: [UInt64: Merge]
    /// The token of each byte within a word, and at its end.
    private let inner: [Int32]
    private let last: [Int32]

    init(_ vocabulary: TokenizerVocabulary) {
        let ids = vocabulary.ids
        let unknown = vocabulary.unknownID
        inner = ByteAlphabet.characters.map { Int32(ids[String($0)] ?? unknown) }
        last = ByteAlphabet.characters.map { Int32(ids[String($0) + ByteAlphabet.wordEnd] ?? unknown) }
        var merges: [UInt64: Merge] = [:]
        merges.reserveCapacity(vocabulary.merges.count)
        for (rank, merge) in vocabulary.merges.enumerated() {
            merges[Self.key(Int32(merge.left), Int32(merge.right))] = Merge(
                rank: Int32(rank), result: Int32(merge.result))
        }
        self.merges = merges
    }

    /// The ids of a word's tokens.
    func callAsFunction(_ word: [UInt8]) -> [Int] {
        guard let end = word.last else { return [] }
        var tokens = word.dropLast().map { inner[Int($0)] } + [last[Int(end)]]
        // What each token and its right neighbour become. Kept from round to round: a long word, such as a line of
        // Chinese, has thousands of them, and a round changes few.
        var pairs = tokens.indices.map { merge(at: $0, in: tokens) }
        while let first = pairs.lazy.compactMap(\.self).min(by: { $0.rank < $1.rank }) {
            apply(first, to: &tokens, &pairs)
        }
        return tokens.map(Int.init)
    }

    /// Merges every pair that makes this token, from left to right.
    private func apply(_ merge: Merge, to tokens: inout [Int32], _ pairs: inout [Merge?]) {
        var (from, to) = (0, 0)
        while from < tokens.count {
            let isPair = pairs[from]?.rank == merge.rank
            tokens[to] = isPair ? merge.result : tokens[from]
            pairs[to] = pairs[from]
            from += isPair ? 2 : 1
            to += 1
        }
        tokens.removeLast(tokens.count - to)
        pairs.removeLast(pairs.count - to)
        for place in tokens.indices {
            let isNew = tokens[place] == merge.result
            let hasNewNeighbor = place + 1 < to && tokens[place + 1] == merge.result
            if isNew || hasNewNeighbor { pairs[place] = self.merge(at: place, in: tokens) }
        }
    }

    private func merge(at place: Int, in tokens: [Int32]) -> Merge? {
        place + 1 < tokens.count ? merges[Self.key(tokens[place], tokens[place + 1])] : nil
    }

    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }
}
