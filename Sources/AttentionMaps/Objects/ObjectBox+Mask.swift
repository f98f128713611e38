import ImageDecoding

extension ObjectBox {
    /// The smallest rectangle of pixels that holds all pixels of an object's patches. A pixel belongs to the patch that
    /// its centre lies in, as everywhere (`PatchGeometry`). Nil where none of the original's pixels does: in a
    /// processor's filling.
    ///
    /// The papers' code scales the patches' edges, and has fractions of pixels; these are the pixels between them.
    init?(of mask: ObjectMask, at geometry: PatchGeometry) {
        let (rows, columns) = mask.extent
        let inside = (0..<geometry.original.height).filter {
            rows.contains(Int(geometry.gridRow(ofOriginalRow: $0).rounded(.down)))
        }
        let across = (0..<geometry.original.width).filter {
            columns.contains(Int(geometry.gridColumn(ofOriginalColumn: $0).rounded(.down)))
        }
        guard let top = inside.first, let left = across.first else { return nil }
        self.init(top: top, left: left, height: inside.count, width: across.count)
    }
}
