import AttentionExport
import AttentionMaps
import ImageDecoding

/// The mean curves of all methods: deletion above insertion, on one page. A method that found nothing on any picture
/// has none; one that found nothing on some is named with how many its means are of, which are not those of the others.
struct EvaluationChart {
    private let charts: [Chart]

    private static let size = PictureSize(height: 560, width: 960)

    init(names: [String], sums: [FaithfulnessSums], score: ModelScore.Kind) {
        let pictures = sums.map(\.pictures).max() ?? 0
        func chart(_ title: String, _ change: String, _ curve: (FaithfulnessSums.Means) -> [Double]) -> Chart {
            let series: [Chart.Series] = zip(names, sums).enumerated().compactMap { index, entry in
                guard let scores = entry.1.means.map(curve) else { return nil }
                let points = scores.enumerated().map { step, score in
                    (x: Double(step) / Double(scores.count - 1), y: score)
                }
                let part = entry.1.pictures < pictures ? " (\(entry.1.pictures) of \(pictures) pictures)" : ""
                return Chart.Series(
                    name: entry.0 + part, points: points, style: .line,
                    color: Self.color(index, isRandom: index == names.count - 1))
            }
            return Chart(
                title: title, xLabel: "part of patches \(change)", yLabel: score.label, series: series, xRange: 0...1)
        }
        charts = [
            chart("Deletion: lower is better", "deleted", \.deletion),
            chart("Insertion: higher is better", "inserted", \.insertion),
        ]
    }

    /// The order at random is grey; past seven methods colours come again.
    private static func color(_ index: Int, isRandom: Bool) -> RGB {
        isRandom ? RGB(red: 150, green: 150, blue: 150) : Chart.colors[index % Chart.colors.count]
    }

    func write(to path: String) throws(ExportError) {
        var pixels: [UInt8] = []
        for chart in charts {
            do throws(ChartError) { pixels += try chart.drawn(size: Self.size).pixels } catch {
                throw .encoding(path: path, reason: error.description)
            }
        }
        let page = PictureSize(height: Self.size.height * charts.count, width: Self.size.width)
        try Picture(size: page, pixels: pixels)
            .writePNG(to: path, texts: [PNGText("Software", "PatchLens")])
    }
}

extension ModelScore.Kind {
    /// As an axis has it.
    fileprivate var label: String {
        switch self {
        case .probability: "probability of the predicted class"
        case .cosine: "cosine to the whole picture's feature"
        }
    }
}
