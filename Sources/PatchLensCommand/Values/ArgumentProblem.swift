/// What an option's value has to be, and is not.
///
/// The parser puts the value and the option's name before it.
package struct ArgumentProblem: Error, Equatable, CustomStringConvertible {
    /// The end of a sentence.
    package let description: String

    init(_ description: String) { self.description = description }
}
