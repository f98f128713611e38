import ImageDecoding
import Tensors

/// What goes with a worker from picture to picture.
struct PictureWorker: Sendable {
    let workspace: Workspace
    private var grid: PatchGrid?

    init(workspace: Workspace) { self.workspace = workspace }

    /// The buffers of one grid do not fit another: kept, they would add up over a folder of many shapes.
    mutating func run(_ work: FolderRun.Work, on picture: PlannedPicture) -> PictureReport {
        let report = work(picture, workspace)
        if let grid, report.geometry?.grid != grid { workspace.trim() }
        grid = report.geometry?.grid
        return report
    }
}
