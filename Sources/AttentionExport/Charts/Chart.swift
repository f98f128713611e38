public import ImageDecoding

/// Series of points between two axes: what `patchlens heads` and `patchlens evaluate` draw.
///
/// It is drawn with the letters of legends and labels, so that no font and no plotting program are needed; text
/// outside ASCII is printed as question marks.
public struct Chart: Sendable, Equatable {
    /// Printed above the plot.
    public var title: String
    /// What goes from left to right, printed below.
    public var xAxis: Axis
    /// What goes from bottom to top, printed at the upper end of its axis, where it need not be turned to be read.
    public var yAxis: Axis
    /// In the order in which they are drawn and stand in the legend.
    public var series: [Series]

    /// A chart whose axes span what the series hold, or the ranges given.
    ///
    /// - Parameters:
    ///   - xRange: The ends of the axis; nil for round numbers around the values. What lies outside is not drawn.
    ///   - yRange: Likewise.
    ///   - hasWholeX: Whether x counts something, and has ticks at whole numbers only.
    public init(
        title: String, xLabel: String, yLabel: String, series: [Series], xRange: ClosedRange<Double>? = nil,
        yRange: ClosedRange<Double>? = nil, hasWholeX: Bool = false
    ) {
        self.title = title
        xAxis = Axis(label: xLabel, range: xRange, isWhole: hasWholeX)
        yAxis = Axis(label: yLabel, range: yRange)
        self.series = series
    }

    /// A place in the units of the axes.
    public struct Point: Sendable, Hashable {
        /// To the right.
        public let x: Double
        /// Upwards.
        public let y: Double
    }

    /// How points are drawn.
    public enum Style: Sendable, Hashable {
        /// A line from point to point, in their order.
        case line
        /// A disc at each.
        case dots
    }

    /// Points that belong together.
    public struct Series: Sendable, Equatable {
        /// As the legend has it; a series with an empty name is not in the legend.
        public let name: String
        /// In the order in which a line goes through them.
        public let points: [Point]
        /// As a line, or one by one.
        public let style: Style
        /// Of line or dots.
        public let color: RGB

        /// Points that belong together.
        public init(name: String, points: [(x: Double, y: Double)], style: Style, color: RGB) {
            self.name = name
            self.points = points.map { Point(x: $0.x, y: $0.y) }
            self.style = style
            self.color = color
        }
    }

    /// What one side of the plot measures.
    public struct Axis: Sendable, Equatable {
        /// The quantity and its unit.
        public var label: String
        /// Both ends; nil for round numbers around the values.
        public var range: ClosedRange<Double>?
        /// Ticks at whole numbers only.
        public var isWhole = false
    }

    /// Seven colours that people with any colour vision tell apart on white, the yellow left out (Okabe and Ito 2008,
    /// “Color Universal Design”).
    public static let colors: [RGB] = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x202020]
        .map(RGB.init(hexadecimal:))

    /// The chart as a picture; letters and lines grow with its size.
    public func drawn(size: PictureSize = PictureSize(height: 640, width: 960)) throws(ChartError) -> Picture {
        try check()
        let points = series.flatMap(\.points)
        let drawing = try ChartDrawing(
            of: self, size: size, x: AxisScale(xAxis, spanning: points.map(\.x)),
            y: AxisScale(yAxis, spanning: points.map(\.y)))
        return drawing()
    }

    private func check() throws(ChartError) {
        for series in series {
            if let index = series.points.firstIndex(where: { !$0.x.isFinite || !$0.y.isFinite }) {
                throw .notFinite(series: series.name, point: index)
            }
        }
        guard series.contains(where: { !$0.points.isEmpty }) else { throw .noPoints }
    }
}
