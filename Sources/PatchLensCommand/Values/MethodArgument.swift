package import PatchLens

/// Names of methods as a list.
package enum MethodArgument {
    /// Each once.
    package static func names(_ text: String) throws -> [MethodName] {
        var names: [MethodName] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let name = MethodName(rawValue: String(part)) else {
                let all = MethodName.allCases.map(\.rawValue).joined(separator: ", ")
                throw ArgumentProblem("'\(part)' is no method; those are \(all)")
            }
            guard !names.contains(name) else { throw ArgumentProblem("'\(part)' is given twice") }
            names.append(name)
        }
        return names
    }
}
