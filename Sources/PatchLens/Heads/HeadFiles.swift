/// The files that a run about heads becomes: the numbers, and a chart of each kind of them.
public struct HeadFiles: Sendable, Equatable {
    /// `heads.json`.
    public let report: String
    /// `heads-distance.png`.
    public let distance: String
    /// `heads-entropy.png`.
    public let entropy: String

    /// The same names in every folder; of a shard its own, `heads-3-of-16.json`.
    public init(in folder: String = "", of shard: Shard? = nil) {
        report = Paths.join(folder, shard.name(of: "heads.json"))
        distance = Paths.join(folder, shard.name(of: "heads-distance.png"))
        entropy = Paths.join(folder, shard.name(of: "heads-entropy.png"))
    }

    /// All three.
    public var all: [String] { [report, distance, entropy] }
}
