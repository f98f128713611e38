import PatchLens
import TestSupport
import Testing

/// How like the maps of a JPEG decoded at less than its size are to those of all its pixels: what the README says.
@Suite("Reduced decoding draws nearly the same maps")
struct ReducedMapsTests {
    static let sample = "\(ProjectPaths.images)/rocket.jpg"
    static let photograph = "\(ProjectPaths.fixtures())/large.jpg"

    /// Short sides at which a half of the sample is at least twice as large, and a quarter of the photograph.
    @Test(arguments: [
        (sample, 56, 2, 0.99), (sample, 98, 2, 0.99), (photograph, 196, 4, 0.999), (photograph, 224, 2, 0.999),
        (photograph, 392, 2, 0.999),
    ])
    func headsOfTheLastLayerCorrelate(path: String, shortSide: Int, denominator: Int, least: Double) throws {
        let model = try DefaultModel.model.get()
        var preprocessing = model.preprocessing
        preprocessing.shortSide = shortSide
        let maps = try MapSelection(layers: .last, heads: .each, layerCount: 12, headCount: 6)
        let options = OverlayOptions(
            shortSide: shortSide, methods: [TokenAttention(in: maps)], style: OverlayStyle(layout: .heatmap))
        let whole = try Picture(contentsOf: path)
        let reduced = try Picture(contentsOf: path) { options.enough(of: $0, for: preprocessing) }
        #expect(reduced.size.height == (whole.size.height + denominator - 1) / denominator)

        let encodings = try [whole, reduced].map {
            try model.encode(preprocessing.patches(of: $0), recording: .attention()).attention.maps()
        }
        for (head, maps) in zip(encodings[0], encodings[1]).enumerated() {
            let correlation = correlation(maps.0.values, maps.1.values)
            #expect(correlation >= least, "head \(head): \(correlation)")
        }
    }
}
