import AttentionExport
import AttentionMaps
import ImageDecoding
import VisionTransformers

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Two pictures' correspondences as JSON: points are [x, y] in pixels of the upright originals, x before y as `--query`
/// has them, and (0, 0) is the centre of the upper left pixel.
///
///     {"features":"tokens","layer":4,"refined":true,"model":"dinov2-small","precision":"f32",
///      "first":{"path":…,"size":{"height":…,"width":…},"grid":{"rows":…,"columns":…,"patchSize":14},
///               "resized":{"height":…,"width":…},"crop":{"left":0,"top":0},"warnings":[]},
///      "second":{…},
///      "matches":[{"from":[311.5,254.2],"to":[287.1,254.2],"cosine":0.93},…],
///      "queries":[{"query":[320,200],"from":[…],"to":[…],"cosine":…}]}
///
/// `warnings` are what is odd about a picture's file, each a `DecodingWarning`. Matches are mutual nearest neighbours,
/// the greatest cosine first; what a query found need not be mutual.
struct MatchRecord: Encodable {
    private struct Size: Encodable {
        let height, width: Int

        init(_ size: PictureSize) { (height, width) = (size.height, size.width) }
    }

    private struct Facts: Encodable {
        struct Grid: Encodable {
            let rows, columns, patchSize: Int
        }

        struct Crop: Encodable {
            let top, left: Int
        }

        let path: String
        let size: Size
        let resized: Size
        let crop: Crop
        let grid: Grid
        let warnings: [String]

        init(_ path: String, _ geometry: PatchGeometry, _ warnings: [DecodingWarning]) {
            let grid = geometry.grid
            self.path = path
            self.warnings = warnings.map(\.rawValue)
            size = Size(geometry.original)
            resized = Size(geometry.resized)
            crop = Crop(top: geometry.cropTop, left: geometry.cropLeft)
            self.grid = Grid(rows: grid.rows, columns: grid.columns, patchSize: grid.patchSize)
        }
    }

    private struct Match: Encodable {
        let query: [Int]?
        let from: [Double]
        let to: [Double]
        let cosine: Double

        init(_ match: PatchMatch, of query: QueryPlace? = nil) {
            if case .pixel(let row, let column)? = query { self.query = [column, row] } else { self.query = nil }
            from = Self.numbers(match.from)
            to = Self.numbers(match.to)
            cosine = (Double(match.cosine) * 1e6).rounded() / 1e6
        }

        /// A thousandth of a pixel: more digits would be noise.
        private static func numbers(_ point: PicturePoint) -> [Double] {
            [point.column, point.row].map { ($0 * 1000).rounded() / 1000 }
        }
    }

    private let model: String
    private let precision: String
    private let features: String
    private let layer: Int
    private let refined: Bool
    private let first: Facts
    private let second: Facts
    private let matches: [Match]
    private let queries: [Match]

    init(_ report: MatchReport, of first: String, and second: String, by matching: PictureMatching, layer: Int) {
        let found = report.correspondences
        model = matching.modelName
        precision = matching.model.precision.rawValue
        features = matching.options.features.rawValue
        self.layer = layer
        refined = found.isRefined
        self.first = Facts(first, found.first.geometry, report.warnings.first)
        self.second = Facts(second, found.second.geometry, report.warnings.second)
        matches = found.matches.map { Match($0) }
        queries = report.queries.map { Match($0.match, of: $0.place) }
    }

    /// One line; the file appears under its name when it is whole.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var file = try AtomicFile(at: path)
        try file.write(Array(encoder.encode(self)) + [UInt8(ascii: "\n")])
        try file.commit()
    }
}
