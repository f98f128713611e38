import AttentionExport
import Checkpoints

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A summary of heads as files: JSON, and charts as figure 7 of Dosovitskiy et al. 2021 has them.
public struct HeadReport: Sendable {
    /// What is reported.
    public let summary: HeadSummary
    /// What the model is called.
    public let modelName: String
    /// How pictures were read, and whether distances are means over patches.
    public let measurement: HeadMeasurement

    /// Of the pictures that a measurement was made of.
    public init(_ summary: HeadSummary, modelName: String, measurement: HeadMeasurement) {
        self.summary = summary
        self.modelName = modelName
        self.measurement = measurement
    }

    /// Writes the numbers and the charts, each of which appears when it is whole.
    public func write(to files: HeadFiles) throws {
        var report = try AtomicFile(at: files.report)
        try report.write(Array(json) + [UInt8(ascii: "\n")])
        try report.commit()
        try chart("Mean attention distance", yLabel: "pixels of the model's input", \.inputDistance)
            .drawn().writePNG(to: files.distance)
        try chart("Mean attention entropy", yLabel: "nats", \.entropy).drawn().writePNG(to: files.entropy)
    }

    /// A dot for each head, and a line through the layers' means.
    ///
    /// Heads have one colour: those of the same number have nothing to do with each other from layer to layer.
    func chart(
        _ quantity: String, yLabel: String, _ value: (HeadSummary.Head) -> Double
    ) -> Chart {
        let layers = summary.layers.map { $0.map(value) }
        let dots = layers.enumerated().flatMap { layer, heads in heads.map { (x: Double(layer), y: $0) } }
        let means = layers.enumerated().map { layer, heads in
            (x: Double(layer), y: heads.reduce(0, +) / Double(heads.count))
        }
        let pictures = summary.pictures == 1 ? "1 picture" : "\(summary.pictures) pictures"
        let highest = dots.map(\.y).max() ?? 0
        return Chart(
            title: "\(quantity) by layer: \(modelName), \(pictures)", xLabel: "layer", yLabel: yLabel,
            series: [
                Chart.Series(name: "mean of heads", points: means, style: .line, color: Chart.colors[1]),
                Chart.Series(name: "a head", points: dots, style: .dots, color: Chart.colors[0]),
            ], xRange: -0.5...Double(max(layers.count, 1)) - 0.5,
            yRange: 0...(highest > 0 ? highest * 1.05 : 1), hasWholeX: true)
    }

    /// Keys sorted, so that equal runs give equal files.
    private var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(Content(self))
        }
    }
}

/// What `heads.json` holds.
private struct Content: Encodable {
    struct Head: Encodable {
        let head: Int
        let inputDistance, originalDistance, entropy: Double
    }

    struct Layer: Encodable {
        let layer: Int
        let heads: [Head]
    }

    struct Outliers: Encodable {
        let pictures, patches, allPatches: Int
        let medianNorm, largestNorm: Double
    }

    let model, precision, fit: String
    let pictures: Int
    /// With the fit `whole` alone: a preprocessor has its own size.
    let shortSide: Int?
    let renormalized: Bool
    let layers: [Layer]
    let outliers: Outliers

    init(_ report: HeadReport) {
        let (summary, measurement) = (report.summary, report.measurement)
        model = report.modelName
        precision = measurement.model.precision.rawValue
        fit = measurement.reading.fit.rawValue
        pictures = summary.pictures
        shortSide = measurement.reading.fit == .whole ? measurement.reading.shortSide : nil
        renormalized = measurement.isRenormalized
        layers = summary.layers.enumerated().map { layer, heads in
            Layer(
                layer: layer,
                heads: heads.enumerated().map { head, values in
                    Head(
                        head: head, inputDistance: values.inputDistance, originalDistance: values.originalDistance,
                        entropy: values.entropy)
                })
        }
        outliers = Outliers(
            pictures: summary.outliers.pictures, patches: summary.outliers.patches,
            allPatches: summary.outliers.allPatches, medianNorm: summary.medianNorm,
            largestNorm: summary.outliers.largestNorm)
    }
}
