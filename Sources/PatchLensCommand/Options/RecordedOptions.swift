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
        joining(limits.recorded, self.limits(of: picture))
    }

    /// The same where there are no others.
    static func limits(of picture: PictureOptions) -> [String: String] {
        [
            "max-pixels": "\(picture.maxPixels)", "max-patches": "\(picture.maxPatches)",
            "max-decode-memory": "\(picture.decoding.limits.bytes)",
        ]
    }

    /// Those of the methods.
    static func of(_ method: MethodOptions) -> [String: String] {
        let request = method.request
        let others = [
            "method": names(of: request), "query": request.queries.map { "\($0)" }.joined(separator: " "),
            "foreground": "\(request.splitsForeground)", "raw-keys": "\(!request.centersKeys)",
            "pca-over": method.sharesPalette ? "run" : "picture", "outliers": method.outliers.rawValue,
            "keep-mass": method.keepMass.map { "\($0)" } ?? "all",
        ]
        return joining(others, maps(of: request))
    }

    /// Those of methods that are compared.
    static func of(_ methods: EvaluatedMethods) -> [String: String] {
        joining(["methods": names(of: methods.request)], maps(of: methods.request))
    }

    private static func names(of request: MethodRequest) -> String {
        request.methods.map(\.rawValue).joined(separator: ",")
    }

    private static func maps(of request: MethodRequest) -> [String: String] {
        [
            "layers": "\(request.layers)", "heads": "\(request.heads)",
            "target": request.target.map { "\($0)" } ?? "default",
            "discard": request.discardRatio.map { "\($0)" } ?? "default",
        ]
    }

    /// Those of the comparison of methods; of a file of boxes, what it holds.
    static func of(_ faithfulness: FaithfulnessOptions) -> [String: String] {
        let boxes = faithfulness.boxes.map { ContentHash.sha256(ofFile: $0)?.prefix(12) ?? "unreadable" }
        return [
            "steps": "\(faithfulness.steps)", "seed": "\(faithfulness.seed)",
            "deletion-baseline": faithfulness.deletionBaseline.rawValue,
            "insertion-baseline": faithfulness.insertionBaseline.rawValue, "boxes": boxes.map(String.init) ?? "none",
        ]
    }

    /// Those of two pictures' comparison, with the layer counted from 0.
    static func of(_ matching: MatchingOptions, layer: Int) -> [String: String] {
        [
            "features": matching.features.rawValue, "layer": "\(layer)", "refine": "\(matching.refine)",
            "min-cosine": matching.minCosine.map { "\($0)" } ?? "none", "top": "\(matching.top)",
            "query": matching.query.isEmpty ? "none" : matching.query.map { "\($0)" }.joined(separator: " "),
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
