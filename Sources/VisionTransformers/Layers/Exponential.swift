#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#elseif canImport(Darwin)
    private import Darwin
#endif

/// eˣ by the system's own library, for code that is read more than it is run.
enum Exponential {
    static func of(_ x: Double) -> Double { exp(x) }
}
