import VisionTransformers

/// Which maps are made of every picture, with a model's own numbers for its layers and heads.
///
/// It is known before any picture is read, and before the weights are: it decides how outputs are named.
public struct MapSelection: Sendable, Equatable {
    /// Ascending, each once, counted from 0.
    public let layers: [Int]
    /// What each layer gives; `some` ascending, each once, counted from 0.
    public let heads: HeadChoice
    private let headNumbers: [Int]

    /// Resolves `all`, `each` and numbers from the end; a number the model does not have is an error.
    public init(
        layers: LayerSelection, heads: HeadChoice, layerCount: Int, headCount: Int
    ) throws(MapSelectionError) {
        switch layers {
        case .last: self.layers = [layerCount - 1]
        case .all: self.layers = Array(0..<layerCount)
        case .some(let numbers):
            self.layers = try Self.resolve(numbers, of: layerCount) { .noSuchLayer($0, count: layerCount) }
        }
        switch heads {
        case .fused: (self.heads, headNumbers) = (heads, [])
        case .each: (self.heads, headNumbers) = (heads, Array(0..<headCount))
        case .some(let numbers):
            headNumbers = try Self.resolve(numbers, of: headCount) { .noSuchHead($0, count: headCount) }
            self.heads = .some(headNumbers)
        }
    }

    /// The maps of one picture, layer by layer, and head by head in each.
    public var names: [MapName] {
        layers.flatMap { layer in headNames.map { MapName(layer: layer, head: $0) } }
    }

    /// One file that holds all of them.
    var merged: MapName {
        MapName(
            layer: layers.count == 1 ? layers[0] : nil, head: headNames.count == 1 ? headNames[0] : nil)
    }

    private var headNames: [String] {
        if case .fused(let fusion) = heads { return [fusion.rawValue] }
        return headNumbers.map(String.init)
    }

    private static func resolve(
        _ numbers: [Int], of count: Int, error: (Int) -> MapSelectionError
    ) throws(MapSelectionError) -> [Int] {
        for number in numbers where number < -count || number >= count { throw error(number) }
        return Set(numbers.map { $0 < 0 ? $0 + count : $0 }).sorted()
    }
}
