import PatchLens

extension PageDivision {
    /// One map, of the last layer's heads made one.
    static var lastMean: PageDivision {
        get throws(EncodingError) { PageDivision(try MapSelection.lastMean.names(), layout: .overlay) }
    }
}

extension MapSelection {
    /// The last of 12 layers, its 6 heads made one.
    static var lastMean: MapSelection {
        get throws(EncodingError) { try of12(.last, .fused(.mean)) }
    }

    /// Of a model of 12 layers with 6 heads.
    static func of12(_ layers: LayerSelection, _ heads: HeadChoice) throws(EncodingError) -> MapSelection {
        try MapSelection(layers: layers, heads: heads, layerCount: 12, headCount: 6)
    }
}
