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

    /// Pearson's.
    private func correlation(_ a: [Float], _ b: [Float]) -> Double {
        let (a, b) = (a.map(Double.init), b.map(Double.init))
        let (meanA, meanB) = (a.reduce(0, +) / Double(a.count), b.reduce(0, +) / Double(b.count))
        let products = zip(a, b).reduce(0) { $0 + ($1.0 - meanA) * ($1.1 - meanB) }
        let squaresA = a.reduce(0) { $0 + ($1 - meanA) * ($1 - meanA) }
        let squaresB = b.reduce(0) { $0 + ($1 - meanB) * ($1 - meanB) }
        return products / (squaresA * squaresB).squareRoot()
    }
}
