import ImageDecoding
import Synchronization
public import Tensors

/// Takes every picture of a plan through the model, several at a time.
///
/// Each worker has one `Workspace` and carries one picture from its bytes to its outputs. Reports come in the plan's
/// order, and what is written is the same for any number of workers and threads. A picture that fails is reported with
/// its reason; the run goes on.
public struct FolderRun: Sendable {
    /// What becomes of one picture, in the memory and with the threads of a workspace.
    public typealias Work = @Sendable (PlannedPicture, Workspace) -> PictureReport

    /// What is read and written.
    public let plan: OutputPlan
    /// How many at once.
    public let workers: Workers
    /// Whether pictures whose outputs are all there are drawn again.
    public let overwrites: Bool
    /// What else makes a picture whose outputs are all there one that is left alone.
    private let alsoDone: @Sendable (PlannedPicture) -> Bool
    /// What was made before, and where it is recorded; nil where outputs alone tell.
    public let manifest: RunManifest?
    /// Whether pictures are told of and nothing more: none is read, none recorded.
    public let isDryRun: Bool
    /// Whether what becomes of pictures is recorded there; not where nothing is made of them.
    public let records: Bool
    /// Nothing is begun any more once it is made.
    public let stop: StopRequest
    /// How long a picture may take; nil for as long as it does.
    ///
    /// It is asked between parts of the file, rows of each pass and scan while it is decoded, layers, tiles and rows of
    /// the output, not within one, nor while it is resized: a picture is given up some time after, without outputs, and
    /// reported with `FailureKind.timeLimit`.
    public let timeLimit: Duration?
    /// How much memory pictures may take together; nil for as much as they do.
    public let memory: RunMemory?
    private let failures: FailureCount
    private let work: Work

    /// A run of one's own work over a plan.
    ///
    /// - Parameters:
    ///   - alsoDone: what has to hold, beside that a picture's outputs are all there, for it to be left alone.
    ///   - maximumFailures: After so many pictures that failed when they were tried no picture is begun; nil for
    ///     however many.
    public init(
        _ plan: OutputPlan, workers: Workers, overwrites: Bool = false,
        alsoDone: @escaping @Sendable (PlannedPicture) -> Bool = { _ in true }, manifest: RunManifest? = nil,
        isDryRun: Bool = false, records: Bool = true, stop: StopRequest = StopRequest(), timeLimit: Duration? = nil,
        memory: RunMemory? = nil, maximumFailures: Int? = nil, work: @escaping Work
    ) {
        failures = FailureCount(maximum: maximumFailures)
        self.isDryRun = isDryRun
        self.plan = plan
        self.alsoDone = alsoDone
        self.workers = workers
        self.overwrites = overwrites
        self.manifest = manifest
        self.records = records
        self.stop = stop
        self.timeLimit = timeLimit
        self.memory = memory
        self.work = work
    }

    /// A run that draws a plan's pictures; the plan must be named by the overlay's options.
    public init(_ plan: OutputPlan, workers: Workers, overwrites: Bool = false, drawing overlay: PictureOverlay) {
        self.init(plan, workers: workers, overwrites: overwrites) { overlay($0, in: $1) }
    }

    /// Reports every entry of the plan, in its order, and sums up.
    public nonisolated(nonsending) func callAsFunction(
        reporting report: (PictureReport) -> Void = { _ in }
    ) async -> RunSummary {
        await run { (result: PictureReport) throws(Never) -> Void in report(result) }
    }

    /// As above, for reports with findings that are taken from them: only a few wait for a slower one before them, and
    /// when they cannot be taken the run ends.
    public nonisolated(nonsending) func gathering<Failure: Error>(
        _ take: (PictureReport) throws(Failure) -> Void
    ) async throws(Failure) -> RunSummary {
        try await run(window: 8 * workers.pictures, take)
    }

    private nonisolated(nonsending) func run<Failure: Error>(
        window: Int = .max, _ report: (PictureReport) throws(Failure) -> Void
    ) async throws(Failure) -> RunSummary {
        if isDryRun { return try tell(report) }
        var summary = RunSummary()
        let (threads, stop) = (workers.threads, stop)
        let pictures = OrderedWork(workers: workers.pictures) {
            PictureWorker(workspace: Workspace(threads: threads))
        } work: { (entry: PlannedEntry, worker: inout PictureWorker) in
            switch entry {
            case .unusable(let path, let error):
                self.counting(PictureReport(failed: path, PictureFailure(.input, error)))
            case .picture(let picture): self.report(on: picture, by: &worker)
            }
        }
        try await pictures.run(plan.entries, window: window, until: { stop.isMade }) {
            (result: PictureReport) throws(Failure) -> Void in
            summary.add(result.status)
            try report(result)
        }
        return summary
    }

    /// A dry run: no worker is needed for what is told at once.
    private func tell<Failure: Error>(_ report: (PictureReport) throws(Failure) -> Void) throws(Failure) -> RunSummary {
        var summary = RunSummary()
        for entry in plan.entries {
            if stop.isMade || Task.isCancelled { break }
            let result =
                switch entry {
                case .unusable(let path, let error): PictureReport(failed: path, PictureFailure(.input, error))
                case .picture(let picture): reportWithoutWork(on: picture) ?? PictureReport(.planned, picture)
                }
            summary.add(result.status)
            try report(result)
        }
        return summary
    }

    /// Of a picture that is left alone; nil for others.
    ///
    /// Decided here, before anything is decoded, and not when the plan was made: another run may be at work.
    private func reportWithoutWork(on picture: PlannedPicture) -> PictureReport? {
        if overwrites { return nil }
        switch manifest?.decision(on: picture) {
        case .skip(let warnings, let isToConfirm) where alsoDone(picture):
            if isToConfirm, !isDryRun { manifest?.confirm(picture, warnings) }
            return PictureReport(.skipped, picture, warnings: warnings)
        case .failed(let failure): return PictureReport(failed: picture.input.path, failure)
        case nil where picture.isDone && alsoDone(picture): return PictureReport(.skipped, picture)
        case .skip, .work, nil: return nil
        }
    }

    private func report(on picture: PlannedPicture, by worker: inout PictureWorker) -> PictureReport {
        if let report = reportWithoutWork(on: picture) { return report }
        // Before it is read: what changes while it is read is then seen to have changed.
        let manifest = records ? manifest : nil
        manifest?.begin()
        let state = manifest?.state(of: picture.input)
        let report = counting(made(of: picture, by: &worker))
        manifest?.record(report, of: picture, state: state)
        return report
    }

    /// See `init`.
    public var maximumFailures: Int? { failures.maximum }

    /// Whether there were as many failures as there may be.
    public var hasTooManyFailures: Bool { failures.areTooMany }

    /// Stops the run at the last failure that it may have: when it happens, not when it is reported, which may be long
    /// after.
    private func counting(_ report: PictureReport) -> PictureReport {
        if report.status == .failed {
            failures.add()
            if failures.areTooMany { stop.make() }
        }
        return report
    }

    /// Within its share of the memory, for which it may have to wait, and from then on within its time.
    private func made(of picture: PlannedPicture, by worker: inout PictureWorker) -> PictureReport {
        guard let memory else {
            worker.workspace.limitTime(to: timeLimit)
            return worker.run(work, on: picture)
        }
        let share: RunMemory.Share
        do throws(PictureFailure) { share = try memory.share(for: picture, in: worker.workspace) } catch {
            return PictureReport(failed: picture.input.path, error)
        }
        worker.workspace.limitTime(to: timeLimit)
        let report = worker.run(work, on: picture)
        worker.workspace.empty()
        memory.giveBack(share)
        return report
    }
}
