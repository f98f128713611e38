/// Where a picture's time went, in seconds.
public struct StageTimes: Sendable, Equatable {
    /// From the file to upright pixels.
    public var decoding = 0.0
    /// Resizing, splitting and the forward pass.
    public var encoding = 0.0
    /// From maps to files: a picture is compressed and written row by row as it is drawn.
    public var drawing = 0.0

    /// Nothing was done yet.
    public init() {}

    /// All of it.
    public var total: Double { decoding + encoding + drawing }

    /// Runs a step, adds what it took, and says at which stage it failed if it did.
    mutating func measure<Result>(
        _ time: WritableKeyPath<StageTimes, Double>, _ stage: PictureFailure.Stage, _ step: () throws -> Result
    ) throws(PictureFailure) -> Result {
        let start = ContinuousClock.now
        defer { self[keyPath: time] += start.duration(to: .now) / .seconds(1) }
        do { return try step() } catch { throw PictureFailure(stage, error) }
    }

    /// The same for a step that knows how it failed.
    mutating func measure<Result>(
        _ time: WritableKeyPath<StageTimes, Double>, _ step: () throws(PictureFailure) -> Result
    ) throws(PictureFailure) -> Result {
        let start = ContinuousClock.now
        defer { self[keyPath: time] += start.duration(to: .now) / .seconds(1) }
        return try step()
    }
}
