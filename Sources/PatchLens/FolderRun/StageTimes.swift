/// Where a picture's time went, in seconds.
public struct StageTimes: Sendable, Equatable {
    /// From the file to upright pixels.
    public var decoding = 0.0
    /// Resizing, splitting and the forward pass.
    public var encoding = 0.0
    /// From maps to pictures in memory.
    public var drawing = 0.0
    /// Compressing and writing.
    public var writing = 0.0

    /// Nothing was done yet.
    public init() {}

    /// All of it.
    public var total: Double { decoding + encoding + drawing + writing }

    /// Runs one stage and adds what it took.
    mutating func measure<Result, Failure: Error>(
        _ stage: WritableKeyPath<StageTimes, Double>, _ work: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = ContinuousClock.now
        defer { self[keyPath: stage] += start.duration(to: .now) / .seconds(1) }
        return try work()
    }
}
