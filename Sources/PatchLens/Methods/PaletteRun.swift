public import AttentionMaps
import ImageDecoding
import Tensors
public import VisionTransformers

/// Finds one palette for the principal colours of all pictures of a plan, before any of them is drawn.
///
/// Every picture is decoded and encoded once a pass, and nothing of it is kept but its part of the sums, which are
/// added in the plan's order: the palette does not depend on the number of workers. Pictures that fail add nothing;
/// drawing them will say why.
public struct PaletteRun: Sendable {
    /// The pictures.
    public let plan: OutputPlan
    /// How many at once.
    public let workers: Workers
    /// The model.
    public let model: VisionTransformer
    /// How files become patches.
    public let reading: PictureReading
    /// Whether colours are those of the foreground.
    public let splitsForeground: Bool
    /// How much memory pictures may take together; nil for as much as they do. There is no limit of time: with one the
    /// palette would depend on how busy the machine is.
    public let memory: RunMemory?

    /// A run over a plan.
    public init(
        _ plan: OutputPlan, workers: Workers, model: VisionTransformer, reading: PictureReading, splitsForeground: Bool,
        memory: RunMemory? = nil
    ) {
        self.plan = plan
        self.workers = workers
        self.model = model
        self.reading = reading
        self.splitsForeground = splitsForeground
        self.memory = memory
    }

    /// All passes; nil where the pictures' patches do not differ, or none of them could be read: each picture then says
    /// so for itself when it is drawn.
    public nonisolated(nonsending) func callAsFunction() async -> TokenPalette? {
        var fit = TokenPaletteFit(channels: model.configuration.hiddenSize, splitsForeground: splitsForeground)
        while true {
            if let palette = fit.palette { return palette }
            let (pass, model, reading) = (fit, model, reading)
            let run = FolderRun(plan, workers: workers, overwrites: true, memory: memory) { picture, workspace in
                Self.contribution(of: picture, to: pass, model, reading, in: workspace)
            }
            _ = await run.gathering { (report: PictureReport) throws(Never) -> Void in
                if case .palette(let contribution)? = report.finding { fit.add(contribution) }
            }
            do { try fit.finishPass() } catch { return nil }
        }
    }

    private static func contribution(
        of picture: PlannedPicture, to pass: TokenPaletteFit, _ model: VisionTransformer, _ reading: PictureReading,
        in workspace: Workspace
    ) -> PictureReport {
        var job = PictureJob(picture, in: workspace)
        do throws(PictureFailure) {
            let patches = try job.patches(reading, for: model)
            let tokens = try job.measure(\.encoding, .encode) { try model.patchTokens(of: patches) }
            return job.done(finding: .palette(pass.contribution(of: tokens, on: patches.geometry.grid)))
        } catch {
            return job.failed(error)
        }
    }
}
