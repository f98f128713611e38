/// What is odd about a file that became a picture nevertheless.
///
/// The names are part of the record that `--json` prints and of manifests, and stay.
public enum DecodingWarning: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// The file ends before its picture does, and that was allowed: what is missing is grey,
    /// or less fine than the rest.
    case truncated
    /// An animated PNG, of which the default image was decoded.
    case animated
    /// The EXIF block cannot be read, so that the picture is taken to be upright.
    case orientationUnreadable

    /// What the file is, for the person whose it is.
    public var description: String {
        switch self {
        case .truncated: "is incomplete: what is missing of it is grey or less fine"
        case .animated: "is an animation: its default image alone was taken"
        case .orientationUnreadable: "has EXIF data that cannot be read: it was taken as upright"
        }
    }
}
