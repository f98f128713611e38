public import Tensors

/// For every patch of two pictures the patch of the other one whose descriptor is nearest, by cosine.
///
/// All N·M cosines are looked at and never kept: a tile of rows of the first picture times all of the second is one
/// matrix product, of which only the largest of each row, and of each column so far, are kept. O((N + M)·D) memory.
public struct NearestNeighbors: Sendable, Equatable {
    /// The nearest patch, and how near it is.
    public struct Neighbor: Sendable, Equatable {
        /// Its place in its own grid, row by row.
        public let patch: Int
        /// From −1 to 1.
        public let cosine: Float
    }

    /// Of each patch of the first picture.
    public let inSecond: [Neighbor]
    /// Of each patch of the second picture.
    public let inFirst: [Neighbor]

    /// As many rows as keep a tile of cosines to a few thousand patches near the second-level cache's size.
    private static let rowsInTile = 64

    /// Compares all patches of both; where cosines are equal, the first of the grid is the nearest.
    ///
    /// Both have to be of one model and layer. Does not depend on the number of threads. Throws when the product cannot
    /// be prepared.
    public init(from first: PatchDescriptors, to second: PatchDescriptors) throws(TensorError) {
        let product = try Linear(weight: second.vectors, bias: nil)
        let (rows, columns) = (first.vectors.shape[0], second.vectors.shape[0])
        var ofRows = Largest(count: rows)
        var ofColumns = Largest(count: columns)
        for start in stride(from: 0, to: rows, by: Self.rowsInTile) {
            let tile = start..<min(start + Self.rowsInTile, rows)
            product(first.vectors.rows(Array(tile))).withUnsafeElements { cosines in
                Self.scan(cosines, rows: tile, columns: columns, ofRows: &ofRows, ofColumns: &ofColumns)
            }
        }
        inSecond = ofRows.neighbors
        inFirst = ofColumns.neighbors
    }

    /// Row by row, so that of equal cosines the first stays, in rows and in columns.
    private static func scan(
        _ cosines: UnsafePointer<Float>, rows: Range<Int>, columns: Int, ofRows: inout Largest,
        ofColumns: inout Largest
    ) {
        ofColumns.values.withUnsafeMutableBufferPointer { columnValues in
            ofColumns.places.withUnsafeMutableBufferPointer { columnPlaces in
                var cosine = cosines
                for row in rows {
                    var (best, place) = (-Float.infinity, 0)
                    for column in 0..<columns {
                        let value = cosine[column]
                        if value > best { (best, place) = (value, column) }
                        if value > columnValues[column] { (columnValues[column], columnPlaces[column]) = (value, row) }
                    }
                    (ofRows.values[row], ofRows.places[row]) = (best, place)
                    cosine += columns
                }
            }
        }
    }

    /// The largest value so far of each of several sequences, and where it was.
    private struct Largest {
        var values: [Float]
        var places: [Int]

        init(count: Int) {
            values = Array(repeating: -.infinity, count: count)
            places = Array(repeating: 0, count: count)
        }

        /// A rounded cosine may pass 1 by the last bits.
        var neighbors: [Neighbor] {
            zip(places, values).map { Neighbor(patch: $0, cosine: min(max($1, -1), 1)) }
        }
    }

    /// The pairs that are each other's nearest, in the order of the first picture's patches: what is left when a patch
    /// that the other picture does not show has found something all the same.
    public var mutual: [(first: Int, second: Int, cosine: Float)] {
        inSecond.enumerated().compactMap { patch, neighbor in
            inFirst[neighbor.patch].patch == patch ? (patch, neighbor.patch, neighbor.cosine) : nil
        }
    }
}
