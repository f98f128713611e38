public import AttentionMaps
public import VisionTransformers

/// Why methods cannot be planned as they were asked for; the user can mend it.
public enum MethodRequestError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The model has no such layer or head.
    case selection(EncodingError)
    /// A method of one map was asked for heads apart.
    case needsFusedHeads(MethodName, HeadChoice)
    /// A method that is asked from places was given a text.
    case needsPlaces(MethodName, MethodQuery)

    /// One line for the user.
    public var description: String {
        switch self {
        case .selection(let error): error.description
        case .needsFusedHeads(let method, let heads):
            "--method \(method.rawValue) makes one map of all heads: --heads mean, max or min, not \(heads)"
        case .needsPlaces(let method, let query):
            "--method \(method.rawValue) is asked from places, not '\(query)': --method similarity compares with texts"
        }
    }
}
