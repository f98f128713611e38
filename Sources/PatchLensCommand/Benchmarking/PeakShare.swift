import PatchLens

/// How near a time comes to what this machine's cores could do.
///
/// Work of several precisions has no single peak: its least time is that of each part at the peak of its own precision,
/// one after the other, and the share is that least time over the measured one. Only operations that the recording
/// cannot do without count, so that what is left undone raises no share.
struct PeakShare {
    /// Measured now, in 10⁹ operations a second.
    private let peaks: [Precision: Double]

    /// Measures the peaks of these precisions on so many threads.
    init(of precisions: Set<Precision>, threads: Int) {
        peaks = Dictionary(
            uniqueKeysWithValues: precisions.map { ($0, Processor.peakGigaflops(in: $0, threads: threads)) })
    }

    func gigaflops(in precision: Precision) -> Double { peaks[precision] ?? 0 }

    /// The precisions, least rounded first, and their peaks.
    var listed: [(precision: Precision, gigaflops: Double)] {
        Precision.allCases.compactMap { precision in peaks[precision].map { (precision, $0) } }
    }

    /// 1 where the time is the least that could be.
    func share(of operations: OperationCount, inMilliseconds time: Double) -> Double {
        [operations.products, operations.attention, operations.embedding]
            .reduce(0) { $0 + share(of: $1, inMilliseconds: time) }
    }

    /// As above, for a part of the work and the time of that part.
    func share(of operations: [Precision: Double], inMilliseconds time: Double) -> Double {
        let least = operations.reduce(0) { $0 + $1.value / gigaflops(in: $1.key) / 1e6 }
        return time > 0 ? least / time : 0
    }
}
