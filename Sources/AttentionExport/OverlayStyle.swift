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

    /// A smooth viridis overlay of the map's own range, without a legend.
    public init(
        layout: OverlayLayout = .overlay, colormap: Colormap = .viridis, opacity: Double = 0.6,
        scale: ColorScale = .picture, upsampling: Upsampling = .smooth, legend: Bool = false
    ) {
        self.layout = layout
        self.colormap = colormap
        self.opacity = opacity
        self.scale = scale
        self.upsampling = upsampling
        self.legend = legend
    }
}
