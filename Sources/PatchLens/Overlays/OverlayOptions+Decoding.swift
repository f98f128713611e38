import AttentionExport
package import ImageDecoding

extension OverlayOptions {
    /// The size to which a picture of this size has to be decoded, or nil for all of its pixels.
    ///
    /// Fewer do where they are drawn smaller or not at all: then only the model looks at them, and at a small copy.
    /// That copy is not quite the one that all pixels make, so it is never done where the numbers themselves are asked
    /// for: when maps are saved, and when the checkpoint's own preprocessor is followed.
    package func enough(of original: PictureSize, for preprocessing: PicturePreprocessing) -> PictureSize? {
        guard !decodesFully, savedMaps == .none, fit == .whole else { return nil }
        guard style.layout == .heatmap || style.longestSide != nil else { return nil }
        guard let geometry = try? preprocessing.geometry(for: original) else { return nil }
        let drawn = style.layout == .heatmap ? PictureSize(height: 1, width: 1) : style.drawnSize(of: original)
        return PictureSize(
            height: max(Self.margin * geometry.resized.height, drawn.height),
            width: max(Self.margin * geometry.resized.width, drawn.width))
    }

    /// How many times as long the sides of a decoded picture are as those of what the model sees, at least: a JPEG's
    /// reduced pixels are sharp where resizing blurs, and have colours of their own. `ReducedMapsTests` has the effect.
    /// With less than twice the sides it grew fast: heads' maps of the samples correlated down to 0.92 with their own.
    private static let margin = 2
}
