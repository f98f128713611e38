/// Why a picture has no overlay.
public struct PictureFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Where on its way a picture failed.
    ///
    /// The names are part of the record that `--json` prints, and stay.
    public enum Stage: String, Sendable, CaseIterable {
        /// Its path is no input.
        case input
        /// Its file does not decode.
        case decode
        /// It does not divide into patches.
        case patches
        /// The query is not on it.
        case query
        /// The model refused it.
        case encode
        /// No map could be made of its attention.
        case attention
        /// An output could not be written.
        case write
    }

    /// Where it failed.
    public let stage: Stage
    /// What was found and what was expected, in one sentence.
    public let message: String

    /// A failure at a stage, described by the stage's own error.
    public init(_ stage: Stage, _ reason: some CustomStringConvertible) {
        self.stage = stage
        message = reason.description
    }

    /// The message alone.
    public var description: String { message }
}
