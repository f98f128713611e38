/// The files that an evaluation becomes.
public struct EvaluationFiles: Sendable, Equatable {
    /// A line for each picture and method: `picture,method,deletion_auc,insertion_auc,pointing_hit`.
    public let table: String
    /// The means of each method, and its mean curves.
    public let summary: String
    /// The mean curves, deletion above insertion.
    public let chart: String

    /// Inside a folder, of a shard its own.
    public init(in folder: String, of shard: Shard? = nil) {
        let paths = Self.names.map { Paths.join(folder, shard.name(of: $0)) }
        (table, summary, chart) = (paths[0], paths[1], paths[2])
    }

    /// What they are called where there are no shards.
    public static let names = ["evaluation.csv", "evaluation.json", "evaluation.png"]

    /// All three.
    public var all: [String] { [table, summary, chart] }

    /// Whether one of them is this file.
    public func include(_ path: String) -> Bool {
        guard let identity = FileIdentity(of: path) else { return false }
        return all.contains { FileIdentity(of: $0) == identity }
    }
}
