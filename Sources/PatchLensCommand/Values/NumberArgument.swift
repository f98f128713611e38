/// Numbers within their bounds.
package enum NumberArgument {
    /// A whole number from 1.
    package static func atLeastOne(_ text: String) throws -> Int {
        guard let number = Int(text), number >= 1 else { throw ArgumentProblem("it has to be a whole number from 1") }
        return number
    }

    /// A part of a whole, which may be none of it: 0 to 1.
    package static func part(_ text: String) throws -> Double {
        guard let number = Double(text), (0...1).contains(number) else {
            throw ArgumentProblem("it has to be a number from 0 to 1")
        }
        return number
    }

    /// A part of a whole that is not nothing: above 0, to 1.
    package static func positivePart(_ text: String) throws -> Double {
        guard let number = Double(text), number > 0, number <= 1 else {
            throw ArgumentProblem("it has to be a number above 0 and up to 1")
        }
        return number
    }
}
