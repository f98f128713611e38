#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The memory of this process that is in the machine's.
package enum ResidentMemory {
    /// At the moment, in bytes; where the system does not tell that, the most there ever was.
    static var bytes: Int { ofStatistics ?? most }

    /// The most there ever was, in bytes.
    ///
    /// Linux: `VmHWM` of `/proc/self/status`. What `getrusage` says there is also of the process that this one was
    /// before its programme was loaded, a part of its parent: run from one that takes gigabytes, it would be theirs.
    package static var most: Int { number("VmHWM:", of: "/proc/self/status").map { $0 * 1024 } ?? mostByUsage }

    /// Linux: the second number of `/proc/self/statm`, in pages.
    private static var ofStatistics: Int? {
        guard let text = firstLine(of: "/proc/self/statm", where: { _ in true }) else { return nil }
        let numbers = text.split(separator: " ")
        guard numbers.count > 1, let pages = Int(numbers[1]) else { return nil }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }

    /// The number in the line that begins with a key.
    private static func number(_ key: String, of path: String) -> Int? {
        firstLine(of: path) { $0.utf8.starts(with: key.utf8) }.flatMap { Int($0.filter(\.isNumber)) }
    }

    private static func firstLine(of path: String, where isWanted: (String) -> Bool) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 256)
        while fgets(&buffer, Int32(buffer.count), file) != nil {
            let line = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if isWanted(line) { return line }
        }
        return nil
    }

    private static var mostByUsage: Int {
        var usage = rusage()
        #if canImport(Darwin)
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss
        #else
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            // Linux counts kibibytes.
            return usage.ru_maxrss * 1024
        #endif
    }
}
