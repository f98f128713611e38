public import ImageDecoding

/// Why a chart cannot be drawn.
public enum ChartError: Error, Equatable, Sendable {
    /// No series holds a point, so there is nothing an axis could span.
    case noPoints
    /// A point that is no finite number, by the name of its series and its place in it, counted from 0.
    case notFinite(series: String, point: Int)
    /// The range of an axis must have finite ends that differ, and values a range that a number can hold.
    case invalidRange(axis: String)
    /// Title, axes and legend leave no room for the plot.
    case tooSmall(found: PictureSize, expected: PictureSize)
}

extension ChartError: CustomStringConvertible {
    /// A sentence for whoever asked for the chart.
    public var description: String {
        switch self {
        case .noPoints: "there is no point to draw a chart of"
        case .notFinite(let series, let point):
            "point \(point) of the series “\(series)” is not finite; a chart is drawn of finite numbers"
        case .invalidRange(let axis): "the axis “\(axis)” has no range between two finite numbers that differ"
        case .tooSmall(let found, let expected):
            "a chart of \(found) pixels has no room for its plot; expected at least \(expected)"
        }
    }
}
