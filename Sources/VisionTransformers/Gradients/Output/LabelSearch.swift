import Checkpoints

/// A class looked for by its name.
package enum LabelSearch: Sendable, Equatable {
    /// Its place.
    case found(Int)
    /// Several classes have the name: their places.
    case several([Int])
    /// None has it: names that are near.
    case none(nearest: [String])

    /// Looks for a label that is the name: exactly, then in any case, then as one of several names that a label lists
    /// with commas between, as ImageNet's do (`tabby, tabby cat`).
    package init(for name: String, in labels: [String]) {
        let folded = name.lowercased()
        let ways: [(String) -> Bool] = [
            { $0 == name }, { $0.lowercased() == folded },
            { Self.synonyms(of: $0).contains { $0.lowercased() == folded } },
        ]
        for matches in ways {
            let found = labels.indices.filter { matches(labels[$0]) }
            if found.isEmpty { continue }
            self = found.count == 1 ? .found(found[0]) : .several(found)
            return
        }
        self = .none(nearest: Self.nearest(to: folded, in: labels))
    }

    /// Names as the labels write them.
    private static func nearest(to folded: String, in labels: [String]) -> [String] {
        let names = labels.flatMap { $0.contains(",") ? [$0] + synonyms(of: $0) : [$0] }
        let byFolded = Dictionary(names.map { ($0.lowercased(), $0) }) { first, _ in first }
        return nearestNames(to: folded, among: byFolded.keys.sorted()).compactMap { byFolded[$0] }
    }

    private static func synonyms(of label: String) -> [String] {
        label.split(separator: ",").map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
