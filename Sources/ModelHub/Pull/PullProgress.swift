/// How far a pull is.
public struct PullProgress: Equatable, Sendable {
    /// The file that is being fetched.
    public internal(set) var file = ""
    /// Bytes of all files that are there, those of earlier runs included.
    public internal(set) var bytes = 0
    /// Of them, those that this run has fetched.
    public internal(set) var fetched = 0
    /// Bytes of all files; 0 while they are not known.
    public internal(set) var total = 0
    /// Whether another process is fetching the file, and we wait for it.
    public internal(set) var isWaiting = false
}

/// What a pull has left behind.
public struct PulledModel: Equatable, Sendable {
    /// The folder of the files.
    public let directory: String
    /// The commit that they are of.
    public let commit: String
    /// The files' names.
    public let files: [String]
    /// Their bytes in all.
    public let bytes: Int
    /// Of them, those that were fetched by this pull.
    public let fetched: Int
}
