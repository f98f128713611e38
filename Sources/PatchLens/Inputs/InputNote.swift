/// What a search did that its user may not expect.
public enum InputNote: Sendable, Equatable, CustomStringConvertible {
    /// A folder in which an earlier run's outputs are was not entered.
    case outputFolderNotEntered(path: String)
    /// A folder that was to be searched has outputs of an earlier run in it.
    case searchesOutputs(path: String)
    /// Files that are recorded as outputs in the output folder were left out.
    case ownOutputsLeftOut(count: Int)

    /// One sentence for the user.
    public var description: String {
        switch self {
        case .outputFolderNotEntered(let path):
            "'\(path)' is not searched: it holds outputs of PatchLens (\(RunManifest.folderName)); name it to search it"
        case .searchesOutputs(let path):
            "'\(path)' holds outputs of PatchLens (\(RunManifest.folderName)), which may be among the pictures"
        case .ownOutputsLeftOut(let count):
            "\(count) files in the output folder are left out: they are outputs of earlier runs"
        }
    }
}
