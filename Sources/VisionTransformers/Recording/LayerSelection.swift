/// Which layers of the encoder: the first is 0, the last is −1.
public enum LayerSelection: Sendable, Hashable, CustomStringConvertible {
    /// The last one.
    case last
    /// All of them.
    case all
    /// These, in any order; negative numbers count from the end.
    case some([Int])

    /// As the command's `--layers` takes it: `last`, `all`, `0,5,-1`.
    public var description: String {
        switch self {
        case .last: "last"
        case .all: "all"
        case .some(let layers): layers.map(String.init).joined(separator: ",")
        }
    }

    /// The layers as numbers from 0, ascending, each once.
    public func resolved(layerCount: Int) throws(EncodingError) -> [Int] {
        switch self {
        case .last: return [layerCount - 1]
        case .all: return Array(0..<layerCount)
        case .some(let layers):
            var found: Set<Int> = []
            for layer in layers {
                guard (-layerCount..<layerCount).contains(layer) else {
                    throw .noSuchLayer(layer, layerCount: layerCount)
                }
                found.insert(layer < 0 ? layer + layerCount : layer)
            }
            return found.sorted()
        }
    }
}
