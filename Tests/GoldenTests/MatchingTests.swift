import Foundation
import PatchLens
import TestSupport
import Testing

/// How well places are found again, with the default model.
@Suite("Matching")
struct MatchingTests {
    /// The whole matrix in NumPy, of features by transformers (Tools/golden/make-match-golden.py). Where the nearest
    /// leads by less than rounding makes of it, the next may be found instead.
    @Test(arguments: DescriptorKind.allCases, [4, 11])
    func nearestPatchesAreNumPys(kind: DescriptorKind, layer: Int) throws {
        let golden = try GoldenFile(named: "match")
        let name = "samples.\(kind.rawValue).\(layer)"
        let model = try DefaultModel.model.get()
        let (first, second) = try (
            model.descriptors(kind, of: Self.patches("coffee.png"), layer: layer),
            model.descriptors(kind, of: Self.patches("astronaut.png"), layer: layer)
        )
        let found = try NearestNeighbors(from: first, to: second)
        let neighbors = found.inSecond + found.inFirst
        #expect(largestDifference(neighbors.map(\.cosine), try golden.floats("\(name).cosines")) < 2e-4)
        let expected = try golden.floats("\(name).rows") + golden.floats("\(name).columns")
        let leads = try golden.floats("\(name).leads")
        var compared = 0
        for (index, neighbor) in neighbors.enumerated() where leads[index] > 2e-4 {
            #expect(Float(neighbor.patch) == expected[index], "\(index)")
            compared += 1
        }
        #expect(compared > neighbors.count * 9 / 10)
    }

    private static func patches(_ name: String, shortSide: Int = 224) throws -> Patches {
        try DefaultModel.model.get().patches(of: DefaultModel.picture(name), shortSide: shortSide)
    }

    /// Seen from elsewhere: x and y of the second picture are a projective function of those of the first, and so it is
    /// known where every place went. Not the rocket: a cloudless sky has no places to find again.
    @Test(arguments: [("coffee.png", 224, 0.5), ("astronaut.png", 224, 0.5), ("coffee.png", 448, 1)])
    func findsWhatWasSeenFromElsewhere(name: String, shortSide: Int, error: Double) throws {
        let original = try DefaultModel.picture(name)
        let warp = Warp(original.size)
        let model = try DefaultModel.model.get()
        let matching = try PictureMatching(
            model: model, modelName: "", options: MatchOptions(reading: PictureReading(shortSide: shortSide)))
        let report = try matching.report(
            on: model.patches(of: original, shortSide: shortSide),
            model.patches(of: warp.warped(original), shortSide: shortSide))
        let errors = report.correspondences.matches.compactMap { match in
            warp.place(of: match.from).map { Self.distance(match.to, $0, report.correspondences.second.geometry) }
        }
        let median = errors.sorted()[errors.count / 2]
        #expect(median < error, "\(median) of \(errors.count)")
        #expect(errors.count > report.correspondences.first.geometry.grid.count / 4)
    }

    /// In patches.
    private static func distance(_ a: PicturePoint, _ b: PicturePoint, _ geometry: PatchGeometry) -> Double {
        let patch = geometry.originalRectangle(row: 0, column: 0)
        let (rows, columns) = (
            (a.row - b.row) / (patch.bottom - patch.top), (a.column - b.column) / (patch.right - patch.left)
        )
        return (rows * rows + columns * columns).squareRoot()
    }

    /// The Motorcycle pair of Middlebury 2014: left(y, x) is right(y, x − disparity). It is there when
    /// Tools/golden/stereo-pair.py was run for `.build/stereo-pair`, or for the folder
    /// that `PATCHLENS_STEREO_PAIR` names.
    private static let stereoPair =
        ProcessInfo.processInfo.environment["PATCHLENS_STEREO_PAIR"] ?? ProjectPaths.root + "/.build/stereo-pair"

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: stereoPair + "/disparity.npy"),
            "Tools/golden/stereo-pair.py fetches the pair"),
        arguments: [(224, 0.32, 0.94), (448, 0.28, 0.86)])
    func findsPlacesOfAStereoPair(shortSide: Int, error: Double, near: Double) throws {
        let model = try DefaultModel.model.get()
        let (left, right) = try (
            Picture(contentsOf: Self.stereoPair + "/left.png"), Picture(contentsOf: Self.stereoPair + "/right.png")
        )
        let bytes = try Data(contentsOf: URL(fileURLWithPath: Self.stereoPair + "/disparity.npy"))
        let disparity = try NPYFile([UInt8](bytes))
        let matching = try PictureMatching(
            model: model, modelName: "", options: MatchOptions(reading: PictureReading(shortSide: shortSide)))
        let found = try matching.report(
            on: model.patches(of: left, shortSide: shortSide), model.patches(of: right, shortSide: shortSide)
        ).correspondences
        var (errors, vertical): ([Double], Double) = ([], 0)
        for match in found.matches {
            let (y, x) = (Int(match.from.row.rounded()), Int(match.from.column.rounded()))
            let shift = Double(disparity.values[y * disparity.shape[1] + x])
            let level = PicturePoint(row: match.from.row, column: match.to.column)
            vertical += Self.distance(match.to, level, found.second.geometry)
            guard shift.isFinite else { continue }
            let truth = PicturePoint(row: match.from.row, column: match.from.column - shift)
            errors.append(Self.distance(match.to, truth, found.second.geometry))
        }
        let median = errors.sorted()[errors.count / 2]
        #expect(median < error, "\(median)")
        #expect(Double(errors.count { $0 < 1 }) > near * Double(errors.count))
        #expect(vertical / Double(found.matches.count) < 0.15)
        #expect(found.matches.count > found.first.geometry.grid.count * 3 / 5)
    }
}

/// A view of a picture from another place: a homography between its own pixels and the view's.
private struct Warp {
    let size: PictureSize

    init(_ size: PictureSize) { self.size = size }

    /// Where a place of the view is on the original, both as parts of the sides: turned a little, nearer,
    /// in perspective.
    private func source(_ y: Double, _ x: Double) -> (y: Double, x: Double) {
        let scale = 1 + 0.15 * x + 0.1 * y
        return ((0.03 + 0.07 * x + 0.86 * y) / scale, (0.12 + 0.9 * x - 0.05 * y) / scale)
    }

    /// Where a place of the original is on the view; nil where it is not. By Newton's way with differences.
    func place(of point: PicturePoint) -> PicturePoint? {
        let (height, width) = (Double(size.height), Double(size.width))
        let target = (y: (point.row + 0.5) / height, x: (point.column + 0.5) / width)
        let step = 1e-6
        var (y, x) = (target.y, target.x)
        for _ in 0..<30 {
            let (here, down, right) = (source(y, x), source(y + step, x), source(y, x + step))
            let (a, b) = ((down.y - here.y) / step, (right.y - here.y) / step)
            let (c, d) = ((down.x - here.x) / step, (right.x - here.x) / step)
            let (offY, offX, determinant) = (target.y - here.y, target.x - here.x, a * d - b * c)
            y += (offY * d - offX * b) / determinant
            x += (offX * a - offY * c) / determinant
        }
        guard (0..<1).contains(y), (0..<1).contains(x) else { return nil }
        return PicturePoint(row: y * height - 0.5, column: x * width - 0.5)
    }

    /// Bilinear; what the original does not show is grey.
    func warped(_ picture: Picture) -> Picture {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(size.height * size.width * 3)
        for row in 0..<size.height {
            for column in 0..<size.width {
                let place = source(
                    (Double(row) + 0.5) / Double(size.height), (Double(column) + 0.5) / Double(size.width))
                let (y, x) = (place.y * Double(size.height) - 0.5, place.x * Double(size.width) - 0.5)
                for channel in 0..<3 { pixels.append(value(of: picture, y, x, channel)) }
            }
        }
        return Picture(size: size, pixels: pixels)
    }

    private func value(of picture: Picture, _ y: Double, _ x: Double, _ channel: Int) -> UInt8 {
        let (top, left) = (Int(y.rounded(.down)), Int(x.rounded(.down)))
        guard top >= 0, left >= 0, top + 1 < size.height, left + 1 < size.width else { return 128 }
        func pixel(_ row: Int, _ column: Int) -> Double {
            Double(picture.pixels[(row * size.width + column) * 3 + channel])
        }
        let (down, right) = (y - Double(top), x - Double(left))
        let above = pixel(top, left) * (1 - right) + pixel(top, left + 1) * right
        let below = pixel(top + 1, left) * (1 - right) + pixel(top + 1, left + 1) * right
        return UInt8((above * (1 - down) + below * down).rounded())
    }
}
