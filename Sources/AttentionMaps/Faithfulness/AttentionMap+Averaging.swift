public import ImageDecoding

extension AttentionMap {
    /// The same map over the patches of another grid on the same picture, coarser than its own: each patch has the mean
    /// of the values whose centres lie in it. A map of that grid stays as it is.
    ///
    /// The saliency decoder has 8×8 cells a patch, and only whole patches can be taken from a picture.
    public func averaged(over coarser: PatchGeometry) -> AttentionMap {
        guard coarser.grid != geometry.grid else { return self }
        precondition(coarser.original == geometry.original, "\(coarser.original) is not \(geometry.original)")
        var sums = [Double](repeating: 0, count: coarser.grid.count)
        var counts = [Int](repeating: 0, count: coarser.grid.count)
        for index in values.indices {
            let point = geometry.center(ofPatch: index)
            guard let patch = coarser.patch(at: point) else { continue }
            sums[patch] += Double(values[index])
            counts[patch] += 1
        }
        precondition(counts.allSatisfy { $0 > 0 }, "a grid of \(coarser.grid) is no coarser than \(geometry.grid)")
        return AttentionMap(
            values: zip(sums, counts).map { Float($0 / Double($1)) }, geometry: coarser, layer: layer, source: source,
            query: query)
    }
}

extension PatchGeometry {
    /// The patch that holds a place on the original, by its place in the grid row by row; nil outside the grid.
    fileprivate func patch(at point: PicturePoint) -> Int? {
        let row = ((point.row + 0.5) / verticalScale - Double(cropTop)) / Double(grid.patchSize)
        let column = ((point.column + 0.5) / horizontalScale - Double(cropLeft)) / Double(grid.patchSize)
        guard row >= 0, column >= 0, row < Double(grid.rows), column < Double(grid.columns) else { return nil }
        return Int(row) * grid.columns + Int(column)
    }
}
