import AttentionExport

/// Paths that are kept once and named by a number, from 0.
struct NumberedPaths: Sendable {
    private var paths: [String] = []
    private var numbers: [PathKey: Int32] = [:]

    /// The path of a number.
    subscript(number: Int32) -> String { paths[Int(number)] }

    /// A path's number, which it keeps.
    mutating func number(of path: String) -> Int32 {
        let key = PathKey(path)
        if let number = numbers[key] { return number }
        let number = Int32(paths.count)
        paths.append(path)
        numbers[key] = number
        return number
    }
}
