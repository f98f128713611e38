public import AttentionMaps
public import ImageDecoding
public import VisionTransformers

/// What two pictures have in common.
public struct MatchReport: Sendable {
    /// The pairs of patches that are each other's nearest, the greatest cosine first.
    public let correspondences: Correspondences
    /// Where each query's place is on the second picture, in the order of the queries.
    public let queries: [QueryMatch]
    /// What is odd about the files of the first picture and of the second.
    public internal(set) var warnings: (first: [DecodingWarning], second: [DecodingWarning]) = ([], [])

    /// One query and what was found.
    public struct QueryMatch: Sendable {
        /// What was asked for.
        public let place: QueryPlace
        /// The patch that holds it, and the nearest on the second picture.
        public let match: PatchMatch
        /// The cosine of that patch to every one of the second picture.
        public let cosines: AttentionMap
    }
}

/// Why no pictures can be compared in the way asked for.
public enum MatchingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The model has not what was asked for.
    case encoding(EncodingError)
    /// A query for a place that is no single pixel: it has no patch to look for.
    case noPixel(QueryPlace)

    /// One sentence for the user.
    public var description: String {
        switch self {
        case .encoding(let error): error.description
        case .noPixel(let place): "the query '\(place)' is no pixel: only X,Y can be looked for on another picture"
        }
    }
}

/// Why two pictures could not be compared.
public struct MatchFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The picture, or the output, at which it failed.
    public let path: String
    /// The stage and the reason.
    public let failure: PictureFailure

    /// A failure of which all is known.
    public init(path: String, failure: PictureFailure) {
        self.path = path
        self.failure = failure
    }

    /// Path and reason.
    public var description: String { "\(path): \(failure.message)" }
}
