import ArgumentParser
import PatchLens

/// How a run takes up where another stopped.
struct RerunOptions: ParsableArguments {
    @Flag(
        name: .customLong("no-manifest"),
        help: ArgumentHelp(
            "Neither read nor write the record of runs in .patchlens below the output folder.",
            discussion: """
                By it a rerun skips what was made with the same options and model of files that have not changed \
                since, makes the rest again, and does not try again what failed for good. Without it, pictures whose \
                outputs are all there are skipped, whatever they were made with.
                """))
    var omitsManifest = false

    @Option(
        name: .customLong("hash"),
        help: ArgumentHelp(
            "How a changed input is told: by its size and time, or by the SHA-256 of its content; then the model's "
                + "weights are hashed whole, too.", valueName: "time|sha256"))
    var comparison = RunManifest.Comparison.time

    @Flag(help: "Try pictures again that failed for good, such as files that do not decode.")
    var retryFailed = false

    func validate() throws {
        guard !omitsManifest || comparison == .time && !retryFailed else {
            throw ValidationError("--hash and --retry-failed go by the manifest, which --no-manifest leaves out")
        }
    }

    /// The record of an output folder; nil where there is to be none.
    func manifest(
        in folder: OutputFolder, of checkpoint: Checkpoint, options: [String: String], limits: [String: String],
        decoding: DecodingLimits, shard: Shard?
    ) throws -> RunManifest? {
        guard !omitsManifest else { return nil }
        let identity = try RunIdentity(checkpoint, options: options, hashesAll: comparison == .sha256)
        return RunManifest(
            in: folder, identity: identity, comparing: comparison, hashingAtMost: decoding.bytes, limits: limits,
            retriesFailed: retryFailed, shard: shard)
    }

    /// How many pictures there are to make; that options were changed is told.
    func count(of plan: OutputPlan, by manifest: RunManifest?, overwriting: Bool, reports: ReportOptions) -> Int {
        guard let manifest, !overwriting else { return plan.pictureCount(overwriting: overwriting) }
        let outlook = manifest.outlook(on: plan)
        if outlook.changed > 0, !reports.isQuiet {
            let differences = outlook.differences.joined(separator: "; ")
            StandardStream.error.write(
                line: ShownText.oneLine(
                    "patchlens: "
                        + (outlook.changed == 1
                            ? "1 picture was made otherwise and is made again: \(differences)"
                            : "\(outlook.changed) pictures were made otherwise and are made again: \(differences)")))
        }
        return outlook.count
    }
}
