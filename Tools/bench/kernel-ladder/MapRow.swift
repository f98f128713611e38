import CKernels

/// A row of a map of 24 patches that becomes some columns of an overlay.
struct MapRow {
    private static let patches = 24

    /// Two copies of the first value, the row, two of the last.
    let values: Buffer<Float>
    /// Columns between the same two centres.
    let runs: Buffer<patchlens_column_run>
    /// How far each column lies from the left centre to the right one.
    let fractions: Buffer<Float>
    /// From −1…1 to levels.
    let scale = patchlens_level_scale(minimum: -1, maximum: 1, lowest: -1, levels_per_unit: 127.5)

    var runCount: Int64 { Int64(runs.count) }

    init(columns: Int) {
        let (patches, row) = (Self.patches, Buffer<Float>.random(Self.patches, seed: 13))
        values = Buffer(patches + 4) { row.start[min(max($0 - 2, 0), patches - 1)] }
        /// Counted from the first centre.
        func position(_ column: Int) -> Double { (Double(column) + 0.5) * Double(patches) / Double(columns) - 0.5 }
        func left(_ column: Int) -> Int { Int(position(column).rounded(.down)) }
        fractions = Buffer(columns) { Float(position($0) - Double(left($0))) }
        // The first column of each run, and the end of the last.
        let edges = (0..<columns).filter { $0 == 0 || left($0) != left($0 - 1) } + [columns]
        runs = Buffer(edges.count - 1) {
            patchlens_column_run(first: Int32(edges[$0]), end: Int32(edges[$0 + 1]), left: Int32(left(edges[$0])))
        }
    }
}
