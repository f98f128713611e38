/// Numbers as a legend shows them: three significant digits, without trailing zeros, as C's `%.3g` prints them.
package enum ScaleNumber {
    /// `0.0123`, `1`, `1.5e-05`; for a finite value.
    package static func text(_ value: Float) -> String {
        guard value != 0 else { return "0" }
        let (digits, exponent) = rounded(Double(value.magnitude))
        let sign = value < 0 ? "-" : ""
        // From here on the zeros in between would be more than the digits.
        guard (-4..<3).contains(exponent) else { return sign + scientific(digits, exponent) }
        return sign + fixed(digits, exponent)
    }

    /// Three digits d₀d₁d₂ and e, for d₀.d₁d₂ × 10ᵉ.
    private static func rounded(_ magnitude: Double) -> (digits: [Int], exponent: Int) {
        var exponent = decimalExponent(of: magnitude)
        var thousandths = Int((magnitude / power(exponent) * 100).rounded(.toNearestOrEven))
        if thousandths == 1000 {
            thousandths = 100
            exponent += 1
        }
        return ([thousandths / 100, thousandths / 10 % 10, thousandths % 10], exponent)
    }

    /// The e of a magnitude in 10ᵉ ..< 10ᵉ⁺¹.
    private static func decimalExponent(of magnitude: Double) -> Int {
        var exponent = 0
        while power(exponent + 1) <= magnitude { exponent += 1 }
        while power(exponent) > magnitude { exponent -= 1 }
        return exponent
    }

    /// 10ᵉ, correctly rounded for what a Float can hold.
    private static func power(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? 1 }

    private static func fixed(_ digits: [Int], _ exponent: Int) -> String {
        let whole = exponent < 0 ? "0" : digits[...exponent].map(String.init).joined()
        let zeros = String(repeating: "0", count: max(0, -exponent - 1))
        let decimals = zeros + digits[max(0, exponent + 1)...].map(String.init).joined()
        return whole + fraction(decimals)
    }

    private static func scientific(_ digits: [Int], _ exponent: Int) -> String {
        let power = String(exponent.magnitude)
        let mantissa = "\(digits[0])" + fraction("\(digits[1])\(digits[2])")
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + (power.count < 2 ? "0" : "") + power
    }

    /// The decimals without trailing zeros, after a point if any are left.
    private static func fraction(_ decimals: String) -> String {
        guard let last = decimals.lastIndex(where: { $0 != "0" }) else { return "" }
        return "." + decimals[...last]
    }
}
