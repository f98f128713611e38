package import PatchLens

/// Numbers within their bounds.
package enum NumberArgument {
    /// Pictures at once, or threads a picture: more would only wait for each other, and the system has a limit of its
    /// own, which it does not tell.
    package static let workers = 1...1024
    /// A side in pixels: the lengths that the geometry of patches takes, so that none is refused later, picture by
    /// picture.
    package static let side = 1...65_536
    /// A picture's pixels: as many as the largest JPEG has.
    package static let pixels = 1...(side.upperBound * side.upperBound)
    /// Memory in MiB, up to a million of them.
    package static let mebibytes = 1...1_048_576
    /// Classes a picture: more than any classifier has.
    package static let classes = 1...1_000_000
    /// Lines on a picture: more than there are patches.
    package static let matches = 1...PatchGrid.maximumCount
    /// Steps of a curve: more than there are patches.
    package static let steps = 1...PatchGrid.maximumCount
    /// Timed runs: a median of more says nothing new.
    package static let runs = 1...10_000

    /// Reads a whole number within bounds.
    package static func whole(_ bounds: ClosedRange<Int>) -> @Sendable (_ text: String) throws -> Int {
        { text in
            guard let number = Int(text), bounds.contains(number) else {
                throw ArgumentProblem("it has to be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
            }
            return number
        }
    }

    /// A time in seconds, to the millisecond, up to a year.
    package static func seconds(_ text: String) throws -> Duration {
        guard let seconds = Double(text), seconds >= 0.001, seconds <= 31_622_400 else {
            throw ArgumentProblem("it has to be a number of seconds from 0.001 to 31622400, a year")
        }
        return .milliseconds(Int((seconds * 1000).rounded()))
    }

    /// Bytes: a whole number, with K, M, G or T for as many times 1024.
    package static func bytes(_ text: String) throws -> Int {
        let units: [Character: Int] = ["K": 10, "M": 20, "G": 30, "T": 40]
        let shift = text.last.flatMap { units[Character($0.uppercased())] }
        let digits = shift == nil ? text[...] : text.dropLast()
        guard let number = Int(digits), number >= 1, digits.first != "+", number <= Int.max >> (shift ?? 0) else {
            throw ArgumentProblem("it has to be a number of bytes, such as 800M or 4G")
        }
        return number << (shift ?? 0)
    }

    /// `518x784`: height first, as everywhere.
    package static func size(_ text: String) throws -> PictureSize {
        let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let height = sides[0], let width = sides[1], side.contains(height), side.contains(width)
        else {
            throw ArgumentProblem(
                "it has to be a height and a width from 1 to \(side.upperBound) with an x between, such as 518x784")
        }
        return PictureSize(height: height, width: width)
    }

    /// A part of a whole, which may be none of it: 0 to 1.
    package static func part(_ text: String) throws -> Double {
        guard let number = Double(text), (0...1).contains(number) else {
            throw ArgumentProblem("it has to be a number from 0 to 1")
        }
        return number
    }

    /// The cosine of an angle: −1 to 1.
    package static func cosine(_ text: String) throws -> Float {
        guard let number = Float(text), (-1...1).contains(number) else {
            throw ArgumentProblem("it has to be a number from -1 to 1")
        }
        return number
    }

    /// A part of a whole that is not all of it: from 0, below 1.
    package static func partBelowOne(_ text: String) throws -> Double {
        guard let number = Double(text), (0..<1).contains(number) else {
            throw ArgumentProblem("it has to be a number from 0 up to, but not, 1")
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
