public import ImageDecoding

/// How attention is drawn.
public struct OverlayStyle: Sendable, Hashable {
    /// What is on the page.
    public var layout: OverlayLayout
    /// The colours of values.
    public var colormap: Colormap
    /// How much of a pixel is the map's colour and not the picture's, from 0 to 1.
    public var opacity: Double
    /// Which values the colours span.
    public var scale: ColorScale
    /// What is drawn between the centres of patches.
    public var upsampling: Upsampling
    /// Whether a strip with a colour bar and its numbers is put under the picture.
    public var legend: Bool
    /// The most pixels that a side of what is drawn over a picture has; nil for the original's own size. Of several
    /// pictures on a page each, and beside the letters.
    public var longestSide: Int?

    /// A smooth viridis overlay of the map's own range, without a legend.
    public init(
        layout: OverlayLayout = .overlay, colormap: Colormap = .viridis, opacity: Double = 0.6,
        scale: ColorScale = .picture, upsampling: Upsampling = .smooth, legend: Bool = false,
        longestSide: Int? = nil
    ) {
        self.layout = layout
        self.colormap = colormap
        self.opacity = opacity
        self.scale = scale
        self.upsampling = upsampling
        self.legend = legend
        self.longestSide = longestSide
    }

    /// The size in which a picture of this size is drawn: its proportions to the nearest pixel.
    public func drawnSize(of original: PictureSize) -> PictureSize {
        let longest = max(original.height, original.width)
        guard let longestSide, longest > longestSide else { return original }
        let scale = Double(longestSide) / Double(longest)
        func reduced(_ side: Int) -> Int { max(1, Int((Double(side) * scale).rounded())) }
        return PictureSize(height: reduced(original.height), width: reduced(original.width))
    }
}
