import ImageDecoding

extension AttentionMap {
    /// The pointing game (Zhang et al. 2016, "Top-down Neural Attention by Excitation Backprop"): whether the centre of
    /// the patch with the map's greatest value lies in one of the boxes. Of equal values the first of the grid counts.
    ///
    /// Zhang et al. also count a point up to 15 pixels beside an object; a patch is about as large, and none is allowed
    /// for here.
    public func points(into boxes: [ObjectBox]) -> Bool {
        let greatest = values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
        let point = geometry.center(ofPatch: greatest)
        return boxes.contains { $0.contains(point) }
    }
}

extension ObjectBox {
    /// Whether a place is on one of the box's pixels, whose numbers are those of their centres.
    public func contains(_ point: PicturePoint) -> Bool {
        let (row, column) = (point.row + 0.5, point.column + 0.5)
        return row >= Double(top) && row < Double(top + height) && column >= Double(left)
            && column < Double(left + width)
    }
}
