import CKernels
import ImageDecoding

/// Where each column of the original lies in the grid, worked out once for all rows and all maps of a picture.
struct ColumnPlan {
    /// Columns of the original over the grid; those beside it were cropped away.
    let covered: Range<Int>
    /// Neighbouring columns that are drawn from the same patches.
    ///
    /// `nearest`: those in patch `left`. `smooth`: those between the centres of patches `left` and `left + 1`.
    let runs: [patchlens_column_run]
    /// How far each column of the original lies from the left centre to the right one.
    let fractions: [Float]

    init(_ geometry: PatchGeometry, upsampling: Upsampling) {
        let positions = (0..<geometry.original.width).map { geometry.gridColumn(ofOriginalColumn: $0) }
        covered = Self.covered(positions, extent: geometry.grid.columns)
        // The first centre lies half a patch from the edge.
        let offset = upsampling == .smooth ? 0.5 : 0
        let lefts = positions.map { ($0 - offset).rounded(.down) }
        fractions = zip(positions, lefts).map { Float($0 - offset - $1) }
        runs = Self.runs(of: lefts, in: covered)
    }

    /// The positions from 0 up to the extent; positions ascend.
    static func covered(_ positions: [Double], extent: Int) -> Range<Int> {
        let start = positions.firstIndex { $0 >= 0 } ?? positions.count
        let end = positions.firstIndex { $0 >= Double(extent) } ?? positions.count
        return start..<max(start, end)
    }

    private static func runs(of lefts: [Double], in covered: Range<Int>) -> [patchlens_column_run] {
        var runs: [patchlens_column_run] = []
        for column in covered {
            let left = Int32(lefts[column])
            if let last = runs.indices.last, runs[last].left == left {
                runs[last].end = Int32(column + 1)
            } else {
                runs.append(patchlens_column_run(first: Int32(column), end: Int32(column + 1), left: left))
            }
        }
        return runs
    }
}
