#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#elseif canImport(Darwin)
    private import Darwin
#endif

/// Functions of the system's own library, for code that is read more than it is run.
package enum ElementaryFunction {
    /// eˣ
    package static func exponential(_ x: Double) -> Double { exp(x) }
    /// baseˣ
    package static func power(_ base: Double, _ x: Double) -> Double { pow(base, x) }
    /// cos x
    package static func cosine(_ x: Double) -> Double { cos(x) }
    /// sin x
    package static func sine(_ x: Double) -> Double { sin(x) }
    /// tanh x
    package static func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
    /// erf x
    package static func errorFunction(_ x: Double) -> Double { erf(x) }
}
