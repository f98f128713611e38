/// The names most like the one that is missing, the likest first: at most three, and none too different to help.
package func nearestNames(to name: String, among candidates: [String]) -> [String] {
    let wanted = Array(name.utf8)
    // The time grows with the square of the length, and no model has names that long.
    guard wanted.count <= 512 else { return [] }
    // Further away than a third of the name, it is another thing.
    let limit = max(2, wanted.count / 3)
    // Two names are at least as far apart as their lengths.
    let ranked = candidates.filter { abs($0.utf8.count - wanted.count) <= limit }
        .map { (name: $0, distance: editDistance(wanted, Array($0.utf8))) }
        .filter { $0.distance <= limit }
        .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return ranked.prefix(3).map(\.name)
}

/// How many characters must be inserted, removed or replaced to make one name of the other (Levenshtein, 1966).
private func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    // One row of the table at a time: distances from a prefix of `first` to every prefix of `second`.
    var row = Array(0...second.count)
    for (i, left) in first.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, right) in second.enumerated() {
            let replaced = diagonal + (left == right ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
        }
    }
    return row[second.count]
}
