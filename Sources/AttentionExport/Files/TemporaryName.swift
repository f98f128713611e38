#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a file is called until it is whole: `.patchlens-`, the machine in eight digits, and a random number.
///
/// Not made from the file's own name, which may be as long as names can be.
enum TemporaryName {
    private static let start = ".patchlens-"
    private static let machineDigits = 8

    /// Of this machine's files.
    private static let startHere = start + machine + "-"

    /// A name that nobody has.
    static func random() -> String { startHere + hexadecimal(UInt64.random(in: .min ... .max), digits: 16) }

    /// Whether a file of this name is a temporary one, of whichever machine.
    static func matches(_ name: some Collection<UInt8>) -> Bool {
        let parts = name.dropFirst(start.utf8.count).split(
            separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return name.starts(with: start.utf8) && parts.map(\.count) == [machineDigits, 16]
            && parts.allSatisfy { $0.allSatisfy(isDigit) }
    }

    /// Whether it is of this machine.
    static func isHere(_ name: some Collection<UInt8>) -> Bool { name.starts(with: startHere.utf8) }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    /// A hash of the machine's name (FNV-1a, 32 bits).
    static let machine: String = {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let hash = name.prefix { $0 != 0 }.reduce(0x811C_9DC5 as UInt32) { hash, byte in
            (hash ^ UInt32(UInt8(bitPattern: byte))) &* 0x0100_0193
        }
        return hexadecimal(UInt64(hash), digits: machineDigits)
    }()

    private static func hexadecimal(_ number: UInt64, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
