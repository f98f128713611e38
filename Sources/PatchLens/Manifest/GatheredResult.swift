import AttentionExport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What all pictures of a run make together, with the record by which a rerun tells whether it is to be made again.
///
/// The record is `.patchlens/gathered-….json` in the output folder. It is marked before the result's files are
/// replaced, and whole again when all of them are: a run that is killed between leaves a result that is made again.
public struct GatheredResult: Sendable {
    /// What is to become of a result.
    public enum Decision: Sendable {
        /// It is to be made, and why, if there is one already.
        case make(because: GatheredReason?)
        /// Nothing was ever recorded of it, and there is this file of its name, which it would replace.
        case refuse(file: String)
        /// It is there, and would become the same; and by their paths why pictures have no part in it.
        case leave(failures: [String: PictureFailure])
    }

    /// The first of its files, as a path below the output folder.
    public var name: String { unmade.files[0].path }
    private let plan: OutputPlan
    /// The record while the files are being made.
    private let unmade: GatheredRecord
    private let tellsPaths: Bool

    /// Looks at the file of every picture: what changes from now on is seen to have changed by the next run.
    ///
    /// - Parameters:
    ///   - files: What it becomes, at least one, below the output folder.
    ///   - limits: Those of the run, by the names that users know them by: what failed by one is tried again with
    ///     others.
    ///   - tellsPaths: Whether it has the pictures' paths in it, so that others would make another result.
    public init(
        _ files: [String], of plan: OutputPlan, identity: RunIdentity, limits: [String: String], tellsPaths: Bool
    ) {
        self.plan = plan
        self.tellsPaths = tellsPaths
        unmade = GatheredRecord(
            run: identity, list: plan.listHash(ofPaths: tellsPaths), inputs: plan.inputsHash(comparing: .time),
            limits: ManifestLine.Failure.text(ofLimits: limits),
            files: files.map { GatheredRecord.File(path: $0) })
    }

    private var path: String {
        Paths.join(Paths.join(plan.folder.path, RunManifest.folderName), GatheredRecord.fileName(for: name))
    }

    private func place(of file: GatheredRecord.File) -> String { Paths.join(plan.folder.path, file.path) }

    private func size(of file: GatheredRecord.File) -> Int? {
        let path = place(of: file)
        return FileIdentity(of: path)?.isRegularFile == true ? InputState(of: path)?.size : nil
    }

    /// By what was recorded; nothing is written.
    public func decision() -> Decision {
        guard let record = GatheredRecord(contentsOf: path), record.isWhole, record.files.first?.path == name else {
            guard let file = unmade.files.map(place).first(where: { FileIdentity(of: $0) != nil }) else {
                return .make(because: nil)
            }
            return FileIdentity(of: path) == nil ? .refuse(file: file) : .make(because: .unrecorded)
        }
        if let reason = reason(against: record) {
            if case .failures = reason { return .make(because: reason) }
            // Where nothing came of it nothing is made again.
            return .make(because: record.isMade ? reason : nil)
        }
        let failures = record.failures.compactMap { failed in
            plan.entries.indices.contains(failed.index)
                ? (plan.entries[failed.index].path, PictureFailure(recorded: failed.error, triedAgainBy: "--overwrite"))
                : nil
        }
        return .leave(failures: Dictionary(failures) { first, _ in first })
    }

    private func reason(against record: GatheredRecord) -> GatheredReason? {
        if !unmade.run.makesTheSame(as: record.run) {
            return .otherwise(unmade.run.differences(from: record.run))
        }
        guard record.files.map(\.path) == unmade.files.map(\.path) else { return .unrecorded }
        if record.list != unmade.list { return .otherList(tellsPaths: tellsPaths) }
        if record.inputs != unmade.inputs { return .changedPictures }
        if let file = record.files.first(where: { $0.size != nil && $0.size != size(of: $0) }) {
            return .changedFile(file.path)
        }
        let count = record.failures.count(where: mayGoWell)
        return count > 0 ? .failures(count, isMade: record.isMade) : nil
    }

    /// Looked at without reading any file: one failure that stays must not have all pictures read again by every run.
    private func mayGoWell(_ failed: GatheredRecord.Failed) -> Bool {
        if let limits = failed.error.limits, limits != unmade.limits { return true }
        guard failed.error.retryable else { return false }
        guard plan.entries.indices.contains(failed.index), case .picture(let picture) = plan.entries[failed.index]
        else { return false }
        switch FailureKind(rawValue: failed.error.kind) {
        case .unreachable, .unreadable: return FileIdentity.isReadableFile(picture.input.path)
        default: return true
        }
    }

    /// Makes the folders for its files and its record, of which none may lead outside, and removes what killed runs
    /// left unfinished there. Throws where no file can be made in them: better now than after all the work.
    public func prepare() throws {
        for file in unmade.files.map(place) + [path] {
            try plan.folder.makeFolders(above: file)
            AbandonedFiles.remove(in: Paths.split(file).folder)
            _ = try AtomicFile(at: file)
        }
        if FileIdentity(of: path)?.isFolder == true {
            throw ExportError.file(.rename, path: path, errorNumber: EISDIR)
        }
    }

    /// Before the first of the files is replaced: until `finish` there is no result.
    public func begin() throws { try unmade.write(to: path) }

    /// When the files are there.
    ///
    /// - Parameters:
    ///   - failures: Why pictures have no part in it, by their places in the plan.
    ///   - isMade: False where all pictures failed, so that there is nothing to write.
    public func finish(_ failures: [(index: Int, failure: PictureFailure)], isMade: Bool) throws {
        var record = unmade
        record.isWhole = true
        record.failures = failures.map { index, failure in
            GatheredRecord.Failed(
                index: index, input: plan.nameInRecords(of: index),
                error: ManifestLine.Failure(failure, limits: record.limits))
        }
        if isMade {
            for index in record.files.indices {
                // Somebody took it away already: there is no result.
                guard let size = size(of: record.files[index]) else { return }
                record.files[index].size = size
            }
        }
        try record.write(to: path)
    }
}
