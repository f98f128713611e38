import Tensors

/// Why a picture has no overlay.
public struct PictureFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Where on its way a picture failed.
    ///
    /// The names are part of the record that `--json` prints, and stay.
    public enum Stage: String, Sendable, Encodable, CaseIterable {
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
    /// What is wrong.
    public let kind: FailureKind
    /// What was found and what was expected, in one sentence.
    public let message: String

    /// A failure at a stage, in the words of the stage's own error.
    public init(_ stage: Stage, _ error: any Error) {
        self.init(stage, (error as? any FailureKindProviding)?.failureKind ?? .other, message: "\(error)")
    }

    /// A failure of which all is known.
    public init(_ stage: Stage, _ kind: FailureKind, message: String) {
        self.stage = stage
        self.kind = kind
        self.message = message
    }

    /// Whether it may go well another time though nothing was changed.
    public var isRetryable: Bool { kind.isRetryable }

    /// The message alone.
    public var description: String { message }
}

extension Workspace {
    /// What a step makes, unless the time for the picture is over when it is done: then that is the failure, whatever
    /// the step made or threw, since a step that is given up may end with another error.
    func inTime<Result>(
        _ stage: PictureFailure.Stage, _ step: () throws(PictureFailure) -> Result
    ) throws(PictureFailure) -> Result {
        let result: Swift.Result<Result, PictureFailure>
        do throws(PictureFailure) { result = .success(try step()) } catch { result = .failure(error) }
        guard let timeLimit, isOverdue else { return try result.get() }
        let seconds = (timeLimit / .milliseconds(1)).rounded() / 1000
        let shown = seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
        throw PictureFailure(
            stage, .timeLimit, message: "it was given up after \(shown) s, the most that a picture may take")
    }
}
