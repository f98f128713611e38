extension PictureFailure {
    /// The output is below the output folder.
    init(outputTaken output: String, by owner: RunManifest.OutputOwner) {
        let (fact, ways) =
            switch owner {
            case .picture(let folder?): ("was made of another picture, in \(folder)", Self.waysOn)
            case .picture(nil): ("was made of another picture", Self.waysOn)
            case .command(let name): ("was made by patchlens \(name)", Self.waysOn)
            case .all: ("was made of all pictures of a run together", Self.waysOn)
            case .nobody: ("no run recorded it", "--overwrite replaces it")
            }
        self.init(.write, .outputTaken, message: "its output \(output) is there, and \(fact); \(ways)")
    }

    private static let waysOn = "--template gives each its own, --overwrite makes it anew"

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
