/// A layer or a head that the model does not have.
public enum MapSelectionError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The layer asked for, and how many there are.
    case noSuchLayer(Int, count: Int)
    /// The head asked for, and how many a layer has.
    case noSuchHead(Int, count: Int)

    /// One sentence for the user.
    public var description: String {
        switch self {
        case .noSuchLayer(let layer, let count): Self.sentence("layer", layer, count)
        case .noSuchHead(let head, let count): Self.sentence("head", head, count)
        }
    }

    private static func sentence(_ noun: String, _ number: Int, _ count: Int) -> String {
        "there is no \(noun) \(number): the model has \(noun)s 0 to \(count - 1), or -\(count) to -1 from the end"
    }
}
