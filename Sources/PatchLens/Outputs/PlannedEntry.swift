/// One input and the files it becomes.
public struct PlannedPicture: Sendable {
    /// What is read.
    public let input: PictureInput
    /// What is written, with the output folder.
    public let outputs: PictureOutputs

    /// Whether every output is there already, as a file: a run then leaves the picture alone unless it overwrites.
    public var isDone: Bool { outputs.all.allSatisfy { FileIdentity(of: $0)?.isRegularFile == true } }
}

/// One line of a plan.
public enum PlannedEntry: Sendable {
    /// To be read and drawn.
    case picture(PlannedPicture)
    /// To be reported as failed.
    case unusable(path: String, InputError)

    /// The input's path, as it is shown.
    public var path: String {
        switch self {
        case .picture(let picture): picture.input.path
        case .unusable(let path, _): path
        }
    }
}
