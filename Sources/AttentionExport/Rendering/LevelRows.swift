import AttentionMaps
import CKernels
import ImageDecoding

/// A map enlarged to the original's size, as levels of 0 to 255, a row at a time.
final class LevelRows {
    /// Columns of the original that have levels.
    let columns: Range<Int>
    /// Rows of the original that have levels.
    let rows: Range<Int>

    private let map: AttentionMap
    private let upsampling: Upsampling
    private let plan: ColumnPlan
    private let scale: patchlens_level_scale
    /// One value a patch column, with two more on either side.
    private let combined: UnsafeMutableBufferPointer<Float>
    /// One level a column of the original.
    private let levels: UnsafeMutablePointer<UInt8>
    /// `nearest`: the patch row that `levels` holds.
    private var filledRow: Int?

    init(_ map: AttentionMap, plan: ColumnPlan, range: ValueRange, upsampling: Upsampling) throws(ExportError) {
        let own = try ValueRange(of: map)
        let geometry = map.geometry
        self.map = map
        self.plan = plan
        self.upsampling = upsampling
        scale = patchlens_level_scale(
            minimum: own.lowest, maximum: own.highest, lowest: range.lowest, levels_per_unit: range.levelsPerUnit)
        columns = plan.covered
        let positions = (0..<geometry.original.height).map { geometry.gridRow(ofOriginalRow: $0) }
        rows = ColumnPlan.covered(positions, extent: geometry.grid.rows)
        (combined, levels) = Self.memory(for: geometry)
    }

    /// The same levels, with memory of their own.
    init(twinOf other: LevelRows) {
        map = other.map
        plan = other.plan
        upsampling = other.upsampling
        scale = other.scale
        columns = other.columns
        rows = other.rows
        (combined, levels) = Self.memory(for: map.geometry)
    }

    private static func memory(
        for geometry: PatchGeometry
    ) -> (combined: UnsafeMutableBufferPointer<Float>, levels: UnsafeMutablePointer<UInt8>) {
        let combined = UnsafeMutableBufferPointer<Float>.allocate(capacity: geometry.grid.columns + 4)
        combined.initialize(repeating: 0)
        let levels = UnsafeMutablePointer<UInt8>.allocate(capacity: geometry.original.width)
        levels.initialize(repeating: 0, count: geometry.original.width)
        return (combined, levels)
    }

    deinit {
        combined.deallocate()
        levels.deallocate()
    }

    /// The levels of `columns` in a row that is one of `rows`; valid until the next call.
    func levels(ofRow row: Int) -> UnsafePointer<UInt8> {
        switch upsampling {
        case .smooth: interpolate(at: map.geometry.gridRow(ofOriginalRow: row) - 0.5)
        case .nearest: fill(fromPatchRow: Int(map.geometry.gridRow(ofOriginalRow: row)))
        }
        return UnsafePointer(levels + columns.lowerBound)
    }

    /// `position` counts from the centre of the first patch row.
    private func interpolate(at position: Double) {
        let above = position.rounded(.down)
        let taps = rowTaps(above: Int(above), fraction: position - above)
        map.values.withUnsafeBufferPointer { values in
            patchlens_combine_map_rows(
                values.baseAddress, Int64(map.geometry.grid.columns), taps, combined.baseAddress)
        }
        plan.runs.withUnsafeBufferPointer { runs in
            plan.fractions.withUnsafeBufferPointer { fractions in
                patchlens_smooth_levels(
                    combined.baseAddress, runs.baseAddress, Int64(runs.count), fractions.baseAddress, scale, levels)
            }
        }
    }

    /// The patch rows around a point, those outside the grid being the nearest inside, weighted by cubic convolution
    /// (Keys 1981) with a = −0.5.
    ///
    /// `t` is how far the point lies from row `above` to the next, 0 to 1.
    private func rowTaps(above: Int, fraction t: Double) -> patchlens_row_taps {
        let last = map.geometry.grid.rows - 1
        func row(_ index: Int) -> Int64 { Int64(min(max(index, 0), last)) }
        return patchlens_row_taps(
            rows: (row(above - 1), row(above), row(above + 1), row(above + 2)),
            weights: (
                Float(((-0.5 * t + 1) * t - 0.5) * t), Float((1.5 * t - 2.5) * t * t + 1),
                Float(((-1.5 * t + 2) * t + 0.5) * t), Float((0.5 * t - 0.5) * t * t)
            ))
    }

    private func fill(fromPatchRow patchRow: Int) {
        guard filledRow != patchRow else { return }
        filledRow = patchRow
        map.values.withUnsafeBufferPointer { values in
            for run in plan.runs {
                let index = patchRow * map.geometry.grid.columns + Int(run.left)
                let first = levels + Int(run.first)
                patchlens_quantize_levels(values.baseAddress.map { $0 + index }, 1, scale, first)
                first.update(repeating: first.pointee, count: Int(run.end - run.first))
            }
        }
    }
}
