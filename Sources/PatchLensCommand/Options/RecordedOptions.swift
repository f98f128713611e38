import PatchLens

/// The options that outputs depend on, by their names, as the manifest has them: equal texts, equal outputs.
///
/// What only bounds a run, or changes no byte of a picture that is made, is not among them.
enum RecordedOptions {
    /// Those of a model; what a precision falls back to counts.
    static func of(_ model: ModelOptions) -> [String: String] {
        let precision = model.precision.isAvailable ? model.precision : .float32
        var options = ["precision": precision.rawValue]
        if let interpolation = model.positionInterpolation { options["position-interpolation"] = "\(interpolation)" }
        return options
    }

    /// Those of a picture.
    static func of(_ picture: PictureOptions, _ fit: FitOptions) -> [String: String] {
        [
            "fit": fit.fit.rawValue, "alpha": picture.alpha.rawValue,
            "allow-truncated": "\(picture.allowTruncated)",
            "short-side": fit.fit == .whole ? "\(picture.shortSide)" : "of the processor",
        ]
    }

    /// What bounds a picture, and changes nothing of one that is within.
    static func limits(of picture: PictureOptions, _ limits: LimitOptions) -> [String: String] {
        limits.recorded.merging([
            "max-pixels": "\(picture.maxPixels)", "max-patches": "\(picture.maxPatches)",
            "max-decode-memory": "\(picture.decoding.limits.bytes)",
        ]) { $1 }
    }

    /// Those of the methods.
    static func of(_ method: MethodOptions) -> [String: String] {
        let request = method.request
        return [
            "method": request.methods.map(\.rawValue).joined(separator: ","), "layers": "\(request.layers)",
            "heads": "\(request.heads)", "query": request.queries.map { "\($0)" }.joined(separator: " "),
            "target": request.target.map { "\($0)" } ?? "default",
            "discard": request.discardRatio.map { "\($0)" } ?? "default",
            "foreground": "\(request.splitsForeground)", "raw-keys": "\(!request.centersKeys)",
            "pca-over": method.sharesPalette ? "run" : "picture", "outliers": method.outliers.rawValue,
            "keep-mass": method.keepMass.map { "\($0)" } ?? "all",
        ]
    }

    /// Those of the drawings.
    static func of(_ drawing: DrawingOptions) -> [String: String] {
        let style = drawing.style
        return [
            "layout": style.layout.rawValue, "colormap": style.colormap.rawValue, "opacity": "\(style.opacity)",
            "scale": "\(style.scale)", "upsample": style.upsampling.rawValue, "legend": "\(style.legend)",
            "output-side": style.longestSide.map { "\($0)" } ?? "the original's",
            "png-effort": drawing.pngEffort.rawValue, "full-decode": "\(drawing.decodesFully)",
        ]
    }

    /// Those of the features.
    static func of(_ tokens: TokenOptions) -> [String: String] {
        [
            "pool": tokens.pool.rawValue, "layer": tokens.layer.map { "\($0)" } ?? "last",
            "normalize": "\(tokens.normalize || tokens.layer == nil)",
        ]
    }

    /// Several groups' as one.
    static func joining(_ groups: [String: String]...) -> [String: String] {
        groups.reduce(into: [:]) { all, group in all.merge(group) { first, _ in first } }
    }
}
