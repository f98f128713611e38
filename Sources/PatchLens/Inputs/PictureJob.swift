import ImageDecoding
import Tensors
import VisionTransformers

/// One picture on its way through a run that draws nothing: what is known of it so far, whatever becomes of it.
struct PictureJob {
    let picture: PlannedPicture
    let workspace: Workspace
    private(set) var times = StageTimes()
    private(set) var geometry: PatchGeometry?
    private(set) var decoded: PictureSize?
    private(set) var warnings: [DecodingWarning] = []

    init(_ picture: PlannedPicture, in workspace: Workspace) {
        self.picture = picture
        self.workspace = workspace
    }

    /// Decodes the file at its full size and cuts it.
    mutating func patches(_ reading: PictureReading, for model: VisionTransformer) throws(PictureFailure) -> Patches {
        let (path, workspace) = (picture.input.path, workspace)
        let original = try measure(\.decoding, .decode) {
            try Picture(contentsOf: path, options: reading.decoding, in: workspace, enough: { _ in nil })
        }
        decoded = original.size
        warnings = original.warnings
        let patches = try measure(\.encoding, .patches) {
            try reading.preprocessing(for: model).patches(of: original, in: workspace)
        }
        geometry = patches.geometry
        workspace.giveBack(original)
        return patches
    }

    /// Runs a step, adds what it took, and says at which stage it failed if it did, or that it took too long.
    mutating func measure<Result>(
        _ time: WritableKeyPath<StageTimes, Double>, _ stage: PictureFailure.Stage, _ step: () throws -> Result
    ) throws(PictureFailure) -> Result {
        try workspace.inTime(stage) { () throws(PictureFailure) in try times.measure(time, stage, step) }
    }

    func done(finding: PictureReport.Finding? = nil) -> PictureReport {
        PictureReport(
            done: picture, geometry: geometry, decoded: decoded, warnings: warnings, times: times, finding: finding)
    }

    func failed(_ failure: PictureFailure) -> PictureReport {
        PictureReport(
            failed: picture.input.path, failure, geometry: geometry, decoded: decoded, warnings: warnings,
            times: times)
    }
}
