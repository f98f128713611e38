extension PictureFailure {
    /// `folder` is where the picture is that the output was made of, if that is known.
    init(outputTaken output: String, by folder: String? = nil) {
        let other = folder.map { "another picture, in \($0)" } ?? "something else"
        self.init(
            .write, .outputTaken,
            message:
                "its output \(output) is there and was made of \(other); --template gives each its own, --overwrite "
                + "makes it of this one")
    }

    /// As a record has it; `option` is what has it tried again.
    init(recorded failure: ManifestLine.Failure, triedAgainBy option: String) {
        self.init(
            Stage(rawValue: failure.code) ?? .input, FailureKind(rawValue: failure.kind) ?? .other,
            message: failure.message + " (not tried again; \(option) does)")
    }
}

extension ManifestLine.Failure {
    init(_ failure: PictureFailure, limits: String) {
        self.init(
            code: failure.stage.rawValue, kind: failure.kind.rawValue, limits: failure.kind.isOfALimit ? limits : nil,
            message: failure.message, retryable: failure.isRetryable)
    }

    /// The limits of a run as they are recorded, from their names and values.
    static func text(ofLimits limits: [String: String]) -> String {
        limits.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}
