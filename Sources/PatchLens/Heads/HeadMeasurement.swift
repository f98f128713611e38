import AttentionMaps
import ImageDecoding
public import Tensors
public import VisionTransformers

/// Takes one picture from its file to what the heads of every layer do with it.
public struct HeadMeasurement: Sendable {
    /// The model whose heads are measured.
    public let model: VisionTransformer
    /// How files become patches.
    public let reading: PictureReading
    /// Whether distances are means over the attention to patches, or leave out what goes to other tokens.
    public let isRenormalized: Bool

    /// The way of every picture of a run.
    public init(model: VisionTransformer, reading: PictureReading, renormalized: Bool = true) {
        self.model = model
        self.reading = reading
        isRenormalized = renormalized
    }

    /// One picture's statistics, in the report.
    public func callAsFunction(_ picture: PlannedPicture, in workspace: Workspace) -> PictureReport {
        var job = PictureJob(picture, in: workspace)
        do throws(PictureFailure) {
            let patches = try job.patches(reading, for: model)
            let statistics = try job.measure(\.encoding, .encode) {
                try HeadStatistics(of: patches, by: model, renormalized: isRenormalized)
            }
            return job.done(finding: .heads(statistics))
        } catch {
            return job.failed(error)
        }
    }
}
