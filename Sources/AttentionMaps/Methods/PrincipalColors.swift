public import ImageDecoding
import Tensors
public import VisionTransformers

/// PCA-RGB (DINOv2, Oquab et al. 2023, §7.4 and figure 1): the first three principal components of the patches' tokens,
/// after the final norm, as red, green and blue. Parts that mean the same have the same colour.
///
/// Each component goes from its lowest value (0) to its highest (1). With the foreground split, a first component alone
/// tells foreground from background (`ForegroundSplit` says how), the three are those of the foreground's tokens, and
/// the background keeps the picture. Signs are fixed (`PrincipalBasis`).
///
/// The palette is the picture's own, or one that was found over many pictures (`TokenPaletteFit`): then equal colours
/// mean the same in all of them, and values outside its ranges are cut off.
///
/// One encoding, N·D² operations for each covariance, and an eigenproblem of D×D. Works with every model.
public struct PrincipalColors: MapMethod {
    /// Whether background is left uncoloured, where the palette is the picture's own.
    public let splitsForeground: Bool
    /// Nil where each picture has its own.
    public let palette: TokenPalette?

    /// Each picture by itself.
    public init(splitsForeground: Bool) {
        self.splitsForeground = splitsForeground
        palette = nil
    }

    /// All pictures by one palette.
    public init(palette: TokenPalette) {
        splitsForeground = palette.split != nil
        self.palette = palette
    }

    /// See `MethodName`.
    public var name: MethodName { .pca }

    /// One drawing: three maps are its channels.
    public var names: [MapName] { [MapName(method: name)] }

    /// What the maps of a drawing are, and whose the palette is.
    public var facts: [String: String] {
        [
            "channels": splitsForeground ? "red,green,blue,foreground" : "red,green,blue",
            "palette": palette == nil ? "picture" : "folder",
        ]
    }

    /// Throws where the palette was found with another model.
    public func check(_ model: VisionTransformer) throws(MethodError) {
        if let palette, palette.basis.mean.count != model.hiddenSize {
            throw .notWithThisModel(
                name, needs: "the model that the palette was found with", instead: "a palette of its own")
        }
    }

    /// Red, green and blue in 0…1; and where they are drawn, if there is a foreground.
    public func callAsFunction(
        _ patches: Patches, in model: VisionTransformer
    ) throws(MethodError) -> MethodFinding {
        try check(model)
        let tokens = try MethodError.wrapping { () throws(EncodingError) in
            try model.patchTokens(of: patches)
        }
        let palette = if let palette { palette } else { try ownPalette(of: tokens, on: patches.geometry.grid) }
        var channels = palette.colors(of: tokens.patches)
        if let split = palette.split { channels.append(split.foreground(of: tokens.patches).map { $0 ? 1 : 0 }) }
        let maps = channels.map {
            AttentionMap(values: $0, geometry: patches.geometry, layer: nil, source: .method(name.rawValue))
        }
        return MethodFinding(maps, drawing: .colors)
    }

    /// All passes over the one picture.
    package func ownPalette(of tokens: PatchTokens, on grid: PatchGrid) throws(MethodError) -> TokenPalette {
        let fit = TokenPaletteFit(channels: tokens.patches.shape[1], splitsForeground: splitsForeground)
        do throws(TokenPaletteFit.NoDifference) {
            return try fit.palette(of: tokens, on: grid)
        } catch {
            throw .nothingFound(name, "its patches do not differ")
        }
    }
}
