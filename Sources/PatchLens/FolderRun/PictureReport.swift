public import AttentionMaps
public import ImageDecoding

/// What became of one input.
public struct PictureReport: Sendable {
    /// The outcome.
    ///
    /// The names are part of the record that `--json` prints, and stay.
    public enum Status: String, Sendable, CaseIterable {
        /// Its outputs were written.
        case done
        /// Its outputs were all there already.
        case skipped
        /// It has no outputs from this run.
        case failed
        /// It would be read and drawn, were this not a dry run.
        case planned
    }

    /// What a run that writes nothing of its own for a picture found out about it.
    public enum Finding: Sendable {
        /// Its features, to be gathered with the others'.
        case features(PictureFeatures)
        /// Its part of what is found over many pictures together.
        case palette(TokenPaletteFit.Contribution)
        /// The objects on it: masks, each with its box.
        case objects(MethodFinding)
        /// The classes that are most probable.
        case labels([LabelScore])
        /// What the model's heads do with it.
        case heads(HeadStatistics)
        /// How faithful maps of it are, to be gathered with the others'.
        case faithfulness(PictureFaithfulness)
    }

    /// The input's path, as it is shown.
    public let path: String
    /// The outcome.
    public let status: Status
    /// What was written, was there already, or would be written; empty for a failure.
    public let outputs: [String]
    /// Why there is nothing, for a failure.
    public let failure: PictureFailure?
    /// From the upright original to its patches, once that much is known.
    public let geometry: PatchGeometry?
    /// The size to which it was decoded, once it was: less than the original's where fewer pixels did.
    public let decoded: PictureSize?
    /// What is odd about its file, once it was decoded.
    public let warnings: [DecodingWarning]
    /// Where the time went.
    public let times: StageTimes
    /// Its outlier tokens, where they were masked.
    public let outliers: OutlierTokens?
    /// What was found out, in runs that do not write it.
    public let finding: Finding?

    /// A picture that was left alone, or would be drawn.
    ///
    /// - Parameter warnings: those of the run that drew it.
    public init(_ status: Status, _ picture: PlannedPicture, warnings: [DecodingWarning] = []) {
        self.init(path: picture.input.path, status: status, outputs: picture.outputs.all, warnings: warnings)
    }

    /// A picture that was drawn.
    public init(
        done picture: PlannedPicture, geometry: PatchGeometry?, decoded: PictureSize? = nil,
        warnings: [DecodingWarning] = [], times: StageTimes, outliers: OutlierTokens? = nil, finding: Finding? = nil
    ) {
        self.init(
            path: picture.input.path, status: .done, outputs: picture.outputs.all, geometry: geometry,
            decoded: decoded, warnings: warnings, times: times, outliers: outliers, finding: finding)
    }

    /// A picture that failed.
    public init(
        failed path: String, _ failure: PictureFailure, geometry: PatchGeometry? = nil, decoded: PictureSize? = nil,
        warnings: [DecodingWarning] = [], times: StageTimes = StageTimes()
    ) {
        self.init(
            path: path, status: .failed, outputs: [], failure: failure, geometry: geometry, decoded: decoded,
            warnings: warnings, times: times)
    }

    private init(
        path: String, status: Status, outputs: [String], failure: PictureFailure? = nil,
        geometry: PatchGeometry? = nil, decoded: PictureSize? = nil, warnings: [DecodingWarning] = [],
        times: StageTimes = StageTimes(), outliers: OutlierTokens? = nil, finding: Finding? = nil
    ) {
        self.path = path
        self.status = status
        self.outputs = outputs
        self.failure = failure
        self.geometry = geometry
        self.decoded = decoded
        self.warnings = warnings
        self.times = times
        self.outliers = outliers
        self.finding = finding
    }
}
