import ImageDecoding
import Tensors
import VisionTransformers

extension LayerProjections {
    /// As many rows of all heads as keep a tile near the second-level cache's size at usual grids.
    static let rowsInTile = 64

    /// Hands on the attention of all patches as Queries, some rows of it at a time: nothing of N×N is kept.
    func forEachPatchRows(on grid: PatchGrid, _ body: (_ patches: Range<Int>, _ rows: PatchRows) -> Void) {
        let prefix = tokenCount - grid.count
        for start in stride(from: 0, to: grid.count, by: Self.rowsInTile) {
            let patches = start..<min(start + Self.rowsInTile, grid.count)
            let probabilities = probabilities(of: prefix + patches.lowerBound..<prefix + patches.upperBound)
            body(patches, PatchRows(probabilities, first: start, rows: grid.rows, columns: grid.columns))
        }
    }

    /// A number for each patch's row, of every head. → heads, each row-major over the grid
    func measured(on grid: PatchGrid, _ measure: (PatchRows) -> Tensor) -> [[Float]] {
        var values = [[Float]](repeating: [], count: headCount)
        forEachPatchRows(on: grid) { patches, rows in values.append(measure(rows), rows: patches.count) }
        return values
    }
}

extension [[Float]] {
    /// Appends to each head the numbers of so many rows. (heads, rows)
    mutating func append(_ results: Tensor, rows: Int) {
        let elements = results.elements
        for head in indices { self[head] += elements[head * rows..<(head + 1) * rows] }
    }
}

/// How far each place of a grid is from the others.
struct PatchDistances {
    /// (rows, 2 · columns − 1), as `PatchRows` takes it.
    let table: Tensor

    /// - Parameters:
    ///   - height: what a patch measures from top to bottom, in the unit of the distances; and `width` across.
    init(on grid: PatchGrid, height: Double, width: Double) {
        let columns = grid.columns
        table = Tensor([grid.rows, 2 * columns - 1]) { distances in
            for row in 0..<grid.rows {
                for column in 0..<2 * columns - 1 {
                    let (y, x) = (Double(row) * height, Double(column - columns + 1) * width)
                    distances[row * (2 * columns - 1) + column] = Float((y * y + x * x).squareRoot())
                }
            }
        }
    }

    /// In pixels of what the model sees.
    init(onInputOf grid: PatchGrid) {
        self.init(on: grid, height: Double(grid.patchSize), width: Double(grid.patchSize))
    }

    /// In pixels of the upright original.
    init(onOriginalOf geometry: PatchGeometry) {
        let side = Double(geometry.grid.patchSize)
        self.init(
            on: geometry.grid, height: side * geometry.verticalScale, width: side * geometry.horizontalScale)
    }
}
