import PatchLens
import TestSupport
import Testing

/// How like a map of rounded factors is to the map in float32: the bars are those of the project, on photographs.
@Suite("Less precision draws the same maps")
struct PrecisionTests {
    @Test(arguments: [(Precision.bfloat16, 0.999), (.int8, 0.99)], DefaultModel.samples.map(\.1))
    func headsOfTheLastLayerCorrelate(bar: (precision: Precision, correlation: Double), picture: String) throws {
        // Where the processor has not the instructions there is nothing to compare.
        guard let model = try DefaultModel.model(in: bar.precision) else { return }
        let patches = try model.patches(of: DefaultModel.picture(picture))
        let exact = try DefaultModel.model.get().encode(patches, recording: .attention()).attention.maps()
        let rounded = try model.encode(patches, recording: .attention()).attention.maps()
        for (head, maps) in zip(exact, rounded).enumerated() {
            let correlation = correlation(maps.0.values, maps.1.values)
            #expect(correlation >= bar.correlation, "\(bar.precision), head \(head): \(correlation)")
        }
    }
}
