import CKernels
import ImageDecoding

/// A map's colours over a picture, or alone.
///
/// What was cropped away before the model saw it has no attention: there the overlay is the untouched picture, and the
/// heat map is paper.
final class OverlayRows: RowSource {
    let size: PictureSize
    private let picture: PictureRows?
    private let heat: LevelRows
    private let palette: Palette
    /// The opacity in parts of 32768.
    private let weight: UInt32

    /// An overlay; the picture has the size that the levels were made for, the opacity is 0 to 1.
    convenience init(_ picture: Picture, heat: LevelRows, colormap: Colormap, opacity: Double) {
        self.init(
            size: picture.size, picture: PictureRows(picture), heat: heat, palette: Palette(colormap),
            weight: UInt32((opacity * Double(patchlens_full_weight)).rounded()))
    }

    /// A heat map.
    convenience init(size: PictureSize, heat: LevelRows, colormap: Colormap) {
        self.init(
            size: size, picture: nil, heat: heat, palette: Palette(colormap),
            weight: UInt32(patchlens_full_weight))
    }

    private init(size: PictureSize, picture: PictureRows?, heat: LevelRows, palette: Palette, weight: UInt32) {
        self.size = size
        self.picture = picture
        self.heat = heat
        self.palette = palette
        self.weight = weight
    }

    func twin() -> any RowSource {
        OverlayRows(size: size, picture: picture, heat: LevelRows(twinOf: heat), palette: palette, weight: weight)
    }

    func write(row: Int, to output: UnsafeMutablePointer<UInt8>) {
        let covered = heat.rows.contains(row) ? heat.columns : 0..<0
        writeUncovered(row: row, columns: 0..<covered.lowerBound, to: output)
        writeUncovered(row: row, columns: covered.upperBound..<size.width, to: output)
        guard !covered.isEmpty else { return }
        let target = output + covered.lowerBound * 3
        let levels = heat.levels(ofRow: row)
        guard let picture else { return patchlens_paint_levels(levels, Int64(covered.count), palette.raw, target) }
        picture.withPixels(fromRow: row, column: covered.lowerBound) { pixels in
            patchlens_blend_levels(levels, pixels, Int64(covered.count), palette.raw, weight, target)
        }
    }

    private func writeUncovered(row: Int, columns: Range<Int>, to output: UnsafeMutablePointer<UInt8>) {
        if let picture {
            picture.copy(row: row, columns: columns, to: output)
        } else {
            // Paper is white: one byte says it.
            (output + columns.lowerBound * 3).update(repeating: RGB.paper.red, count: columns.count * 3)
        }
    }
}
