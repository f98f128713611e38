import AttentionExport
public import ImageDecoding
public import Tensors
public import VisionTransformers

/// Takes one picture from its file to its features, and writes them unless they are gathered.
public struct FeatureExtraction: Sendable {
    /// The model that looks at the picture.
    public let model: VisionTransformer
    /// Which features.
    public let options: FeatureOptions
    private let folder: OutputFolder

    /// The way of every picture of a run.
    public init(model: VisionTransformer, options: FeatureOptions, outputFolder: OutputFolder) {
        self.model = model
        self.options = options
        folder = outputFolder
    }

    /// One picture's features, written to its outputs; without outputs they are in the report.
    public func callAsFunction(_ picture: PlannedPicture, in workspace: Workspace) -> PictureReport {
        var job = PictureJob(picture, in: workspace)
        do throws(PictureFailure) {
            let patches = try job.patches(options.reading, for: model)
            let features = try job.measure(\.encoding, .encode) { try self.features(of: patches) }
            guard let path = picture.outputs.maps.first else { return job.done(finding: .features(features)) }
            try job.measure(\.drawing, .write) {
                try folder.makeFolders(above: path)
                try NPYWriter().write(features.values, shape: features.shape, to: path)
            }
            return job.done()
        } catch {
            return job.failed(error)
        }
    }

    /// The features of a picture that is cut already.
    public func features(of patches: Patches) throws(EncodingError) -> PictureFeatures {
        let tokens =
            if let layer = options.layer {
                try model.tokens(after: layer, on: patches, normalized: options.isNormalized)
            } else {
                try model.tokens(after: -1, on: patches, normalized: true)
            }
        let prefix = model.prefixTokenCount
        let channels = tokens.shape[1]
        let rows =
            switch options.pooling {
            case .none: tokens.elements
            case .class: tokens.rows([0]).elements
            case .map: model.pooled(tokens).elements
            case .mean: Self.mean(tokens.elements, channels: channels, from: prefix)
            }
        return PictureFeatures(
            values: rows, shape: [rows.count / channels, channels], geometry: patches.geometry,
            prefixTokenCount: options.pooling == .none ? prefix : 0)
    }

    /// The mean of the rows from one on, summed in Double: a picture may have thousands.
    private static func mean(_ tokens: [Float], channels: Int, from first: Int) -> [Float] {
        var sums = [Double](repeating: 0, count: channels)
        let rows = tokens.count / channels - first
        for row in first..<first + rows {
            for channel in 0..<channels { sums[channel] += Double(tokens[row * channels + channel]) }
        }
        return sums.map { Float($0 / Double(rows)) }
    }
}
