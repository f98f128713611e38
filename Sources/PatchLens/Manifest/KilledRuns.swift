import AttentionExport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs that did not come to an end by themselves: the next run that has something to record notes in their manifests
/// when it found them, so that what is written later is not taken for theirs.
enum KilledRuns {
    /// Appends that line to those manifests that no process holds any more.
    ///
    /// - Parameter time: now, by the clock of the folder's file system, in nanoseconds since 1970.
    static func note(among files: [ManifestHistory.File], at time: Int64) {
        for file in files where !file.isEnded && file.killed == nil {
            guard AbandonedFiles.isAbandoned(file.path, from: file.machine) else { continue }
            append("\n{\"killed\":\(time)}\n", to: file.path)
        }
    }

    /// After a line that the killed process may have left half. What cannot be noted is found again by the next run.
    private static func append(_ text: String, to path: String) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard FileIdentity(of: path)?.isRegularFile == true else { return }
        var text = text
        // Cut short it is passed over as a torn line.
        _ = text.withUTF8 { write(descriptor, $0.baseAddress, $0.count) }
    }
}
