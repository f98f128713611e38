import AttentionExport
import AttentionMaps
import ImageDecoding
import TestSupport

/// Pictures, maps and geometries the tests share.
enum Samples {
    /// Every pixel differs from its neighbours, in every channel.
    static func picture(_ size: PictureSize) -> Picture {
        let counters = 0..<UInt32(size.height * size.width * 3)
        // Knuth's multiplicative hash: neighbouring counters have far apart products.
        return Picture(size: size, pixels: counters.map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 19) })
    }

    /// Numbers as attention has them: a few large, most small.
    static func values(_ count: Int, seed: UInt64 = 7) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        return generator.floats(count).map { $0 * $0 * $0 * $0 / 10 }
    }

    static func map(
        _ geometry: PatchGeometry, values: [Float]? = nil, layer: Int? = 11, source: AttentionMap.Source = .head(0)
    ) -> AttentionMap {
        AttentionMap(
            values: values ?? self.values(geometry.grid.count), geometry: geometry, layer: layer, source: source)
    }

    /// A map of zeros and one one.
    static func oneHot(_ geometry: PatchGeometry, row: Int, column: Int) -> AttentionMap {
        var values = [Float](repeating: 0, count: geometry.grid.count)
        values[row * geometry.grid.columns + column] = 1
        return map(geometry, values: values)
    }

    /// The whole picture, not cropped.
    static func whole(_ height: Int, _ width: Int, rows: Int, columns: Int, patch: Int = 14) -> PatchGeometry {
        PatchGeometry(
            original: PictureSize(height: height, width: width),
            resized: PictureSize(height: rows * patch, width: columns * patch),
            grid: PatchGrid(rows: rows, columns: columns, patchSize: patch))
    }

    static let landscape = whole(131, 203, rows: 5, columns: 8)
    static let portrait = whole(257, 151, rows: 9, columns: 5)
    /// Resized to 98×148, of which the middle 70×70 is the grid.
    static let croppedLandscape = PatchGeometry(
        original: PictureSize(height: 301, width: 455), resized: PictureSize(height: 98, width: 148), cropTop: 14,
        cropLeft: 39, grid: PatchGrid(rows: 5, columns: 5, patchSize: 14))
    static let croppedPortrait = PatchGeometry(
        original: PictureSize(height: 401, width: 283), resized: PictureSize(height: 140, width: 99), cropTop: 21,
        cropLeft: 1, grid: PatchGrid(rows: 7, columns: 7, patchSize: 14))
    /// Smaller than what the model sees.
    static let enlarged = whole(30, 43, rows: 8, columns: 11)

    static let geometries = [landscape, portrait, croppedLandscape, croppedPortrait, enlarged]

    /// The levels of a map at the original's size: the grey of its heat map. Paper, where there is none, is 255.
    static func levels(
        of map: AttentionMap, _ upsampling: Upsampling, scale: ColorScale = .picture
    ) throws -> [UInt8] {
        let style = OverlayStyle(layout: .heatmap, colormap: .grey, scale: scale, upsampling: upsampling)
        let picture = try OverlayRenderer(style: style).rendered(picture(map.geometry.original), maps: [map])
        return stride(from: 0, to: picture.pixels.count, by: 3).map { picture.pixels[$0] }
    }
}
