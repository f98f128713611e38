/// Random numbers that a seed determines on every machine: SplitMix64 (Steele, Lea and Flood 2014, "Fast Splittable
/// Pseudorandom Number Generators").
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number below a bound, by remainder: its bias, bound / 2⁶⁴, is none that could be seen. The standard library's
    /// own methods may change from version to version.
    mutating func number(below bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
