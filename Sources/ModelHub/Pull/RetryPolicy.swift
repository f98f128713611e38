#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How often something that failed for the moment is tried again, and how long to wait between.
package struct RetryPolicy: Sendable {
    /// In all.
    package var attempts: Int
    /// Seconds after the first; twice as many after each further one.
    package var firstDelay: Double
    /// The most seconds to wait, whatever the server asks for.
    package var longestDelay: Double

    /// Half a minute in all.
    package static let standard = RetryPolicy(attempts: 6, firstDelay: 1, longestDelay: 60)

    package init(attempts: Int, firstDelay: Double, longestDelay: Double) {
        self.attempts = attempts
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
    }

    /// Runs it until it succeeds, fails for good, or has failed often enough.
    func callAsFunction<Result>(_ body: () throws(HubError) -> Result) throws(HubError) -> Result {
        var attempt = 1
        while true {
            do throws(HubError) {
                return try body()
            } catch {
                guard error.isTransient, attempt < attempts else { throw error }
                wait(after: error, attempt: attempt)
                attempt += 1
            }
        }
    }

    /// The pause after so many attempts have failed.
    func wait(after error: HubError, attempt: Int) {
        var seconds = firstDelay * Double(1 << min(attempt - 1, 16))
        if case .unavailable(_, _, let retryAfter?) = error { seconds = max(seconds, retryAfter) }
        usleep(UInt32(max(0, min(seconds, longestDelay)) * 1e6))
    }
}
