import AttentionExport
import ImageDecoding

extension OverlayOptions {
    /// The size to which a picture of this size has to be decoded, or nil for all of its pixels.
    ///
    /// Fewer do where they are drawn smaller or not at all: then only the model looks at them, and at a small copy. That
    /// copy is not quite the one that all pixels make, so it is never done where the numbers themselves are asked for:
    /// when maps are saved, and when the checkpoint's own preprocessor is followed.
    func enough(of original: PictureSize, for preprocessing: PicturePreprocessing) -> PictureSize? {
        guard !decodesFully, savedMaps == .none, fit == .whole else { return nil }
        guard style.layout == .heatmap || style.longestSide != nil else { return nil }
        guard let geometry = try? preprocessing.geometry(for: original) else { return nil }
        let drawn = style.layout == .heatmap ? PictureSize(height: 1, width: 1) : style.drawnSize(of: original)
        return PictureSize(
            height: max(Self.enough(for: geometry.resized.height), drawn.height),
            width: max(Self.enough(for: geometry.resized.width), drawn.width))
    }

    /// Of a side, so much more than what the model sees. A JPEG's reduced pixels are sharp where resizing blurs: with
    /// 1.14 times the side the copy's channels differed by up to 40 levels from that of all pixels, and a head's map
    /// correlated 0.980 with its own; from 1.75 times on by up to 12 levels, and no map less than 0.998 (last layer,
    /// float32; the sample pictures as JPEGs at short sides of 56 to 224, and photographs of 4 megapixels).
    private static func enough(for side: Int) -> Int { (side * 7 + 3) / 4 }
}
