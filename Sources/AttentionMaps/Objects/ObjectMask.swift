package import ImageDecoding

/// The patches that show one object.
package struct ObjectMask: Equatable {
    /// How the patches lie.
    package let grid: PatchGrid
    /// Row by row, `grid.count` of them.
    package let isMember: [Bool]

    /// Of marked patches, those that hang together with one of them over common edges (4-connected, as
    /// `scipy.ndimage.label` has it unless told otherwise).
    ///
    /// - Parameter seed: a marked patch.
    package init(connectedTo seed: Int, among marked: [Bool], on grid: PatchGrid) {
        precondition(marked.count == grid.count && marked[seed], "the seed \(seed) is not marked")
        var isMember = [Bool](repeating: false, count: grid.count)
        isMember[seed] = true
        var open = [seed]
        while let patch = open.popLast() {
            for neighbour in Self.neighbours(of: patch, on: grid) where marked[neighbour] && !isMember[neighbour] {
                isMember[neighbour] = true
                open.append(neighbour)
            }
        }
        self.grid = grid
        self.isMember = isMember
    }

    private static func neighbours(of patch: Int, on grid: PatchGrid) -> [Int] {
        let (row, column) = patch.quotientAndRemainder(dividingBy: grid.columns)
        var result: [Int] = []
        if row > 0 { result.append(patch - grid.columns) }
        if row < grid.rows - 1 { result.append(patch + grid.columns) }
        if column > 0 { result.append(patch - 1) }
        if column < grid.columns - 1 { result.append(patch + 1) }
        return result
    }

    /// The rows and columns of the grid between which the object lies.
    var extent: (rows: Range<Int>, columns: Range<Int>) {
        let members = isMember.indices.filter { isMember[$0] }
        let rows = members.map { $0 / grid.columns }
        let columns = members.map { $0 % grid.columns }
        func range(_ values: [Int]) -> Range<Int> { (values.min() ?? 0)..<(values.max() ?? -1) + 1 }
        return (range(rows), range(columns))
    }

    /// 1 on the object and 0 beside it.
    package var values: [Float] { isMember.map { $0 ? 1 : 0 } }
}
