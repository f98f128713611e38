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
        /// There is this file of its name, which it would replace, and which is not its own but somebody else's.
        case refuse(file: String, of: FileOwner)
        /// It is there, and would become the same; and why pictures have no part in it, by their places in the plan.
        case leave(failures: [Int: PictureFailure])
    }

    /// The first of its files, as a path below the output folder.
    public var name: String { unmade.files[0].path }
    let plan: OutputPlan
    /// The record while the files are being made.
    let unmade: GatheredRecord
    private let tellsPaths: Bool

    /// Looks at the file of every picture: what changes from now on is seen to have changed by the next run.
    ///
    /// - Parameters:
    ///   - files: What it becomes, at least one, below the output folder.
    ///   - limits: Those of the run, by the names that users know them by: what failed by one is tried again with
    ///     others.
    ///   - tellsPaths: Whether it has the pictures' paths in it, so that others would make another result.
    ///   - isNamedForPictures: Whether its files are named for the pictures, so that others of such names have files of
    ///     these names: see `isOfOtherPictures`.
    public init(
        _ files: [String], of plan: OutputPlan, identity: RunIdentity, limits: [String: String], tellsPaths: Bool,
        isNamedForPictures: Bool = false
    ) {
        self.plan = plan
        self.tellsPaths = tellsPaths
        unmade = GatheredRecord(
            run: identity, list: plan.listHash(ofPaths: tellsPaths), inputs: plan.inputsHash(comparing: .time),
            limits: ManifestLine.Failure.text(ofLimits: limits),
            files: files.map { GatheredRecord.File(path: $0) },
            pictures: isNamedForPictures ? plan.entries.map { Self.recordedPath(of: $0.path) } : nil)
    }

    /// The folder of records.
    var records: String { Paths.join(plan.folder.path, RunManifest.folderName) }

    /// Of the record.
    var path: String { Paths.join(records, GatheredRecord.fileName(for: name)) }

    /// What is recorded of results of this name; nil where nothing is, or it is damaged.
    var record: GatheredRecord? {
        guard let record = GatheredRecord(contentsOf: path), let first = record.files.first,
            PathKey(first.path) == PathKey(name)
        else { return nil }
        return record
    }

    func place(of file: GatheredRecord.File) -> String { Paths.join(plan.folder.path, file.path) }

    /// What a file is like now; nil where there is none.
    func state(of file: GatheredRecord.File) -> InputState? {
        let path = place(of: file)
        return FileIdentity(of: path)?.isRegularFile == true ? InputState(of: path) : nil
    }

    /// By what was recorded; nothing is written.
    public func decision() -> Decision {
        // Where others of these names were recorded, and nothing of theirs is there any more, it is as if never made.
        let record = isOfOtherPictures(nowThere: false) == true ? nil : record
        let found = record.flatMap { $0.isWhole ? reason(against: $0) : .unrecorded }
        if let record, found == nil { return .leave(failures: failures(in: record)) }
        if let (file, owner) = foreignFile(by: record) { return .refuse(file: file, of: owner) }
        guard let record, record.isWhole, let found else {
            let isReplaced = unmade.files.contains { FileIdentity(of: place(of: $0)) != nil }
            return .make(because: isReplaced ? .unrecorded : nil)
        }
        if case .failures = found { return .make(because: found) }
        // Where nothing came of it nothing is made again.
        return .make(because: record.isMade ? found : nil)
    }

    private func failures(in record: GatheredRecord) -> [Int: PictureFailure] {
        let failures = record.failures.filter { plan.entries.indices.contains($0.index) }.map { failed in
            (failed.index, PictureFailure(recorded: failed.error, triedAgainBy: "--overwrite"))
        }
        return Dictionary(failures) { first, _ in first }
    }

    private func reason(against record: GatheredRecord) -> GatheredReason? {
        if !unmade.run.makesTheSame(as: record.run) {
            return .otherwise(unmade.run.differences(from: record.run))
        }
        let files = record.ownFiles
        guard files.map({ PathKey($0.path) }) == unmade.files.map({ PathKey($0.path) }) else { return .unrecorded }
        if record.list != unmade.list { return .otherList(tellsPaths: tellsPaths) }
        if record.inputs != unmade.inputs { return .changedPictures }
        if let file = files.first(where: { $0.size != nil && $0.size != state(of: $0)?.size }) {
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
    public func begin() throws {
        var record = unmade
        record.files += formerFiles(beyond: unmade.files)
        try record.write(to: path)
    }

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
                guard let state = state(of: record.files[index]) else { return }
                record.files[index].size = state.size
                record.files[index].modified = state.modified
            }
        }
        // Where nothing was made, the files of before are those that are there.
        record.files += formerFiles(beyond: isMade ? unmade.files : [])
        try record.write(to: path)
    }
}
