import CKernels
import Synchronization

/// Several threads that make the bands of one picture, and write them in their order as soon as they can.
///
/// Shared by the threads of `patchlens_parallel`, which nobody checks for: what changes is an atomic or behind the
/// lock, and every task has a source of its own.
final class PNGBandRun {
    private let bands: PNGBands
    private let sources: [any RowSource]
    private let isOverdue: @Sendable () -> Bool
    private let next = Atomic(0)
    private let progress: Mutex<Progress>

    private struct Progress {
        let encoder: PNGEncoder
        /// Made, and waiting for those above them.
        var waiting: [Int: PNGBand] = [:]
        /// Written, for others to be made in: there are never more than threads and bands that wait.
        var spare: [PNGBand] = []
        var written = 0
        var failure: ExportError?

        /// Writes the band, and those that waited for it, if all above it are written.
        mutating func add(_ band: PNGBand, at index: Int) {
            waiting[index] = band
            while failure == nil, let next = waiting.removeValue(forKey: written) {
                do throws(ExportError) { try encoder.write(next) } catch { failure = error }
                written += 1
                spare.append(next)
            }
        }
    }

    /// A run of up to `threads` tasks.
    init(
        _ bands: PNGBands, of source: any RowSource, by encoder: PNGEncoder, threads: Int,
        isOverdue: @escaping @Sendable () -> Bool
    ) {
        self.bands = bands
        self.isOverdue = isOverdue
        sources = [source] + (1..<max(1, min(threads, bands.count))).map { _ in source.twin() }
        progress = Mutex(Progress(encoder: encoder))
    }

    /// Returns when all is written, or something went wrong.
    func callAsFunction() throws(ExportError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        patchlens_parallel(
            Int64(sources.count), Int32(sources.count),
            { context, task in
                guard let context else { return }
                Unmanaged<PNGBandRun>.fromOpaque(context).takeUnretainedValue().makeBands(task: Int(task))
            }, context)
        if let failure = progress.withLock({ $0.failure }) { throw failure }
    }

    /// Takes band after band until there are no more.
    private func makeBands(task: Int) {
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < bands.count, let band = memory() else { return }
            band.make(index, of: bands, from: sources[task])
            progress.withLock { $0.add(band, at: index) }
        }
    }

    /// Nil when the run is to end.
    private func memory() -> PNGBand? {
        let (spare, isOver) = progress.withLock { ($0.spare.popLast(), $0.failure != nil) }
        if isOver { return nil }
        if isOverdue() {
            progress.withLock { $0.failure = .outOfTime(path: $0.encoder.path) }
            return nil
        }
        if let band = spare ?? PNGBand(of: bands) { return band }
        progress.withLock { $0.failure = .encoding(path: $0.encoder.path, reason: PNGEncoder.noMemory) }
        return nil
    }
}
