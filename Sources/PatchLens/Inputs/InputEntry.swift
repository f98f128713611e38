/// What a search found, in the order of the run.
public enum InputEntry: Sendable, Equatable {
    /// A file to read.
    case picture(PictureInput)
    /// A path that cannot be an input, and why; it counts as a picture that failed.
    case unusable(path: String, InputError)

    /// The path, as it is shown.
    public var path: String {
        switch self {
        case .picture(let input): input.path
        case .unusable(let path, _): path
        }
    }
}
