public import AttentionMaps
public import ImageDecoding
public import Tensors

extension Picture {
    /// This picture with a map of it in colours over it, at its own full size.
    ///
    /// - Parameters:
    ///   - map: Attention that was computed from this picture.
    ///   - colors: The colours of values.
    ///   - opacity: How much of a pixel is the map's colour, 0 to 1.
    ///   - scale: Which values the colours span; of a single map, `heads` is the same as `picture`.
    ///   - upsampling: What is drawn between the centres of patches.
    public func overlaid(
        with map: AttentionMap, colors: Colormap = .viridis, opacity: Double = 0.6, scale: ColorScale = .picture,
        upsampling: Upsampling = .smooth
    ) throws(ExportError) -> Picture {
        let style = OverlayStyle(colormap: colors, opacity: opacity, scale: scale, upsampling: upsampling)
        return try OverlayRenderer(style: style).rendered(self, maps: [map])
    }

    /// Writes this picture as an 8-bit RGB PNG, which appears under its name when it is whole.
    ///
    /// Folders on the way that are missing are made, and a file that is there is replaced. It does not depend on the
    /// number of threads.
    public func writePNG(
        to path: String, effort: PNGEffort = .fast, texts: [PNGText] = [], threads: Int = Processor.count
    ) throws(ExportError) {
        try PictureRows(self).writePNG(to: path, effort: effort, texts: texts, threads: threads)
    }
}

extension Picture {
    /// A smaller copy of the same original, to draw on; the picture itself where it has that size.
    package func drawn(at newSize: PictureSize, threads: Int) throws(ExportError) -> Picture {
        if size == newSize { return self }
        try checkHas(newSize)
        let copy = resized(
            to: newSize, keepingTop: 0, left: 0, size: newSize, by: .bicubic, in: Workspace(threads: threads))
        return Picture(size: newSize, pixels: copy.pixels, orientation: orientation, originalSize: originalSize)
    }

    /// Throws if the picture would have to be enlarged to this size.
    func checkHas(_ wanted: PictureSize) throws(ExportError) {
        guard size.height >= wanted.height, size.width >= wanted.width else {
            throw .tooFewPixels(found: size, expected: wanted)
        }
    }
}
