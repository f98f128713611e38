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
    private let colormap: Colormap
    /// The opacity in parts of 65536.
    private let weight: UInt32
    private let colors: UnsafeMutablePointer<UInt8>

    /// An overlay; the picture has the size that the levels were made for, the opacity is 0 to 1.
    init(_ picture: Picture, heat: LevelRows, colormap: Colormap, opacity: Double) {
        size = picture.size
        self.picture = PictureRows(picture)
        self.heat = heat
        self.colormap = colormap
        weight = UInt32((opacity * 65536).rounded())
        colors = .allocate(capacity: size.width * 3)
        colors.initialize(repeating: 0, count: size.width * 3)
    }

    /// A heat map.
    init(size: PictureSize, heat: LevelRows, colormap: Colormap) {
        self.size = size
        picture = nil
        self.heat = heat
        self.colormap = colormap
        weight = 65536
        colors = .allocate(capacity: size.width * 3)
        colors.initialize(repeating: 0, count: size.width * 3)
    }

    deinit { colors.deallocate() }

    func write(row: Int, to output: UnsafeMutablePointer<UInt8>) {
        let covered = heat.rows.contains(row) ? heat.columns : 0..<0
        writeUncovered(row: row, columns: 0..<covered.lowerBound, to: output)
        writeUncovered(row: row, columns: covered.upperBound..<size.width, to: output)
        guard !covered.isEmpty else { return }
        let target = output + covered.lowerBound * 3
        paint(row: row, count: covered.count, to: picture == nil ? target : colors)
        picture?.withPixels(fromRow: row, column: covered.lowerBound) { pixels in
            patchlens_blend(pixels, colors, Int64(covered.count * 3), weight, target)
        }
    }

    private func paint(row: Int, count: Int, to output: UnsafeMutablePointer<UInt8>) {
        colormap.colors.withUnsafeBufferPointer { colors in
            patchlens_paint_levels(heat.levels(ofRow: row), Int64(count), colors.baseAddress, output)
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
