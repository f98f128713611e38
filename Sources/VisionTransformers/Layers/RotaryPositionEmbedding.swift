import Checkpoints
import Tensors

/// Rotary position embedding in two dimensions (Su et al. 2021; DINOv3, Siméoni et al. 2025; EVA-02, Fang et al. 2023).
///
/// Pairs of a head's channels are turned by angles that grow with the patch's row, for one half of the pairs, and its
/// column, for the other, each pair at a speed of its own. A score then depends on the distance of two patches. Tokens
/// in front of the patches are not turned.
struct RotaryPositionEmbedding: Sendable {
    private let kind: ModelConfiguration.Positions.Rotary
    private let headSize: Int
    /// How far a pair turns for a step of 1 of the coordinate. (head size ⁄ 4)
    private let frequencies: [Float]
    private let cache = GridCache<RotaryTable>()

    /// - Parameter periods: of DINOv3's angles, where the checkpoint has its own; from the base otherwise.
    init(_ kind: ModelConfiguration.Positions.Rotary, headSize: Int, periods: [Float]?) {
        self.kind = kind
        self.headSize = headSize
        let count = headSize / 4
        frequencies = (0..<count).map { pair in
            switch kind {
            case .centered(let theta):
                // periods θ^(pair ⁄ count); a coordinate runs over 2, and 2 π of it are a turn
                2 * Float.pi / (periods?[pair] ?? Float(ElementaryFunction.power(theta, Double(pair) / Double(count))))
            case .counted(let theta, _, _, _):
                Float(1 / ElementaryFunction.power(theta, Double(pair) / Double(count)))
            }
        }
    }

    /// The cosines and sines for a grid.
    func table(rows: Int, columns: Int) -> RotaryTable {
        cache.value(rows: rows, columns: columns) { computed(rows: rows, columns: columns) }
    }

    private func computed(rows: Int, columns: Int) -> RotaryTable {
        var angles: [Float] = []
        angles.reserveCapacity(rows * columns * headSize / 2)
        for row in 0..<rows {
            for column in 0..<columns {
                for coordinate in coordinates(row: row, column: column, rows: rows, columns: columns) {
                    angles += frequencies.map { coordinate * $0 }
                }
            }
        }
        return RotaryTable(angles: angles, patchCount: rows * columns, headSize: headSize, pairing: pairing)
    }

    private var pairing: RotaryPairing {
        switch kind {
        case .centered: .halves
        case .counted: .interleaved
        }
    }

    /// The two coordinates of a patch, in the order that the channels have.
    private func coordinates(row: Int, column: Int, rows: Int, columns: Int) -> [Float] {
        switch kind {
        case .centered:
            return [
                2 * (Float(row) + 0.5) / Float(rows) - 1, 2 * (Float(column) + 0.5) / Float(columns) - 1,
            ]
        case .counted(_, let reference, let offset, let columnFirst):
            func place(_ index: Int, of count: Int, like reference: Int?) -> Float {
                let position = Float(index) + Float(offset)
                return reference.map { position / Float(count) * Float($0) } ?? position
            }
            let vertical = place(row, of: rows, like: reference?.rows)
            let horizontal = place(column, of: columns, like: reference?.columns)
            return columnFirst ? [horizontal, vertical] : [vertical, horizontal]
        }
    }
}

/// Cosines and sines of a grid's angles, each as often as channels need it.
struct RotaryTable: Sendable {
    /// (patches, channels of a head)
    private let cosines: Tensor
    private let sines: Tensor
    private let pairing: RotaryPairing

    /// - Parameter angles: (patches, channels of a head ⁄ 2)
    init(angles: [Float], patchCount: Int, headSize: Int, pairing: RotaryPairing) {
        self.pairing = pairing
        let half = headSize / 2
        func spread(_ function: (Float) -> Float) -> Tensor {
            Tensor([patchCount, headSize]) { output in
                for patch in 0..<patchCount {
                    for pair in 0..<half {
                        let value = function(angles[patch * half + pair])
                        let (first, second) = pairing == .halves ? (pair, pair + half) : (2 * pair, 2 * pair + 1)
                        output[patch * headSize + first] = value
                        output[patch * headSize + second] = value
                    }
                }
            }
        }
        cosines = spread { Float(ElementaryFunction.cosine(Double($0))) }
        sines = spread { Float(ElementaryFunction.sine(Double($0))) }
    }

    private init(cosines: Tensor, sines: Tensor, pairing: RotaryPairing) {
        self.cosines = cosines
        self.sines = sines
        self.pairing = pairing
    }

    /// The same angles the other way: a gradient goes back through a rotation by turning it back.
    var inverse: RotaryTable {
        let negated = Tensor(sines.shape) { output in
            let sines = sines.span
            for index in sines.indices { output[index] = -sines[index] }
        }
        return RotaryTable(cosines: cosines, sines: negated, pairing: pairing)
    }

    /// Queries or Keys of all tokens turned, or of these; tokens in front of the patches stay.
    /// (tokens, heads · d) → the same
    func turned(_ vectors: consuming Tensor, tokens: [Int]?, prefixCount: Int, headCount: Int) -> Tensor {
        guard let tokens else {
            return vectors.rotated(
                headCount: headCount, skipping: prefixCount, cosines: cosines, sines: sines, pairing: pairing)
        }
        let patches = tokens.filter { $0 >= prefixCount }.map { $0 - prefixCount }
        return vectors.rotated(
            headCount: headCount, skipping: tokens.count - patches.count, cosines: cosines.rows(patches),
            sines: sines.rows(patches), pairing: pairing)
    }
}
