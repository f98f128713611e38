/// Where an axis begins and ends, and its ticks: at 1, 2 or 5 times a power of ten (Heckbert 1990, “Nice numbers for
/// graph labels”).
package struct AxisScale: Equatable {
    package let range: ClosedRange<Double>
    package let ticks: [Tick]

    package struct Tick: Equatable {
        package let value: Double
        package let text: String
    }

    /// About as many steps between ticks as can be read.
    private static let steps = 6.0
    /// Values nearer to each other, in parts of the larger, are one value to an axis: rounding would be all to see.
    private static let leastSpan = 1e-9

    /// Throws `invalidRange` for a given range without extent, or one too wide for a number.
    package init(_ axis: Chart.Axis, spanning values: [Double]) throws(ChartError) {
        let wanted = axis.range ?? Self.around(values, isWhole: axis.isWhole)
        let span = wanted.upperBound - wanted.lowerBound
        let magnitude = max(wanted.upperBound.magnitude, wanted.lowerBound.magnitude)
        guard span.isFinite, span > magnitude * Self.leastSpan, span > .leastNormalMagnitude * 1e9 else {
            throw .invalidRange(axis: axis.label)
        }
        let step = TickStep(atLeast: span / Self.steps, isWhole: axis.isWhole)
        // An axis that was not given ends at ticks, save that a count does not go below its first value.
        range =
            axis.range != nil || axis.isWhole
            ? wanted
            : step.value(step.index(below: wanted.lowerBound))...step.value(step.index(above: wanted.upperBound))
        let (first, last) = (step.index(above: range.lowerBound), step.index(below: range.upperBound))
        ticks = first > last ? [] : (first...last).map { Tick(value: step.value($0), text: step.text($0)) }
    }

    /// Least and largest value; some room around where they are one.
    private static func around(_ values: [Double], isWhole: Bool) -> ClosedRange<Double> {
        let (least, largest) = (values.min() ?? 0, values.max() ?? 0)
        let magnitude = max(least.magnitude, largest.magnitude)
        if largest - least > magnitude * leastSpan { return least...largest }
        let room = isWhole || magnitude == 0 ? 1 : magnitude / 2
        return least - room...largest + room
    }

    /// From 0 at the axis's lower end to 1 at its upper.
    func part(of value: Double) -> Double { (value - range.lowerBound) / (range.upperBound - range.lowerBound) }
}

/// The distance of two ticks: `digit` · 10^`exponent`. Ticks are whole multiples, so that their texts are exact.
private struct TickStep {
    let digit: Int
    let exponent: Int

    /// The least step that is not smaller.
    init(atLeast step: Double, isWhole: Bool) {
        var exponent = 0
        while Self.power(exponent + 1) <= step { exponent += 1 }
        while !isWhole && Self.power(exponent) > step { exponent -= 1 }
        let power = Self.power(exponent)
        let digit = [1, 2, 5].first { Double($0) * power >= step * (1 - 1e-12) }
        (self.digit, self.exponent) = digit.map { ($0, exponent) } ?? (1, exponent + 1)
    }

    /// 10ᵉ, correctly rounded.
    private static func power(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? .infinity }

    // Divided where the power is below 1: 3 / 10 is the nearest number to 0.3, and 3 × 0.1 is not.
    func value(_ index: Int) -> Double {
        let multiple = Double(index * digit)
        return exponent < 0 ? multiple / Self.power(-exponent) : multiple * Self.power(exponent)
    }

    /// Of the last tick that is not above, or all but reached.
    func index(below value: Double) -> Int { Int((value / self.value(1) + 1e-9).rounded(.down)) }
    /// Of the first tick that is not below.
    func index(above value: Double) -> Int { Int((value / self.value(1) - 1e-9).rounded(.up)) }

    func text(_ index: Int) -> String {
        let multiple = index * digit
        if multiple == 0 { return "0" }
        let sign = multiple < 0 ? "-" : ""
        var digits = String(multiple.magnitude)
        // Zeros beyond these say less than an exponent does.
        guard (-6...5).contains(exponent) else { return "\(sign)\(digits)e\(exponent)" }
        if exponent >= 0 { return sign + digits + String(repeating: "0", count: exponent) }
        digits = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
        return "\(sign)\(digits.dropLast(-exponent)).\(digits.suffix(-exponent))"
    }
}
