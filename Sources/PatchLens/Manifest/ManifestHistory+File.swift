extension ManifestHistory {
    /// A manifest that was read.
    struct File: Sendable {
        let path: String
        /// When its run began, by the clock of the folder's file system, in nanoseconds since 1970.
        var began: Int64
        /// A hash of the machine's name that it is of, where it says so.
        var machine: String?
        /// Whether its run came to an end by itself: otherwise it was killed, and what it made last may not be
        /// recorded, or it is still at work.
        var isEnded = false
        /// When another run found that it was killed.
        var killed: Int64?
        /// Pictures and outputs of which it has the last line.
        var lastLines = 0

        /// Whether a file that was last written at this time may be its run's, and nobody there to record it.
        func mayHaveWritten(at modified: Int64) -> Bool {
            !isEnded && modified >= began && modified <= killed ?? .max
        }
    }
}
