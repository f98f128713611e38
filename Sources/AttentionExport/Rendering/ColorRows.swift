import CKernels
import ImageDecoding

/// Colours over a picture, or alone on paper: from three maps that are red, green and blue, or one colour all over; as
/// much of it as a fourth map says.
///
/// What was cropped away before the model saw it is left as it is, picture or paper.
final class ColorRows: RowSource {
    /// What colour a place has.
    enum Colors {
        /// Red, green and blue, 0 to 255.
        case channels([LevelRows])
        /// The same everywhere.
        case plain(RGB)
    }

    let size: PictureSize
    private let picture: PictureRows?
    private let colors: Colors
    private let coverage: LevelRows?
    /// The opacity in parts of 32768.
    private let weight: UInt32
    /// A row of each channel, where they are the same everywhere.
    private let plainRows: [UnsafeMutablePointer<UInt8>]

    /// - Parameters:
    ///   - picture: what is drawn over; nil for paper, which the colours then hide wholly.
    ///   - coverage: how much of the colours is seen, 0 to 255; nil for all.
    ///   - opacity: 0 to 1.
    convenience init(
        size: PictureSize, over picture: Picture?, colors: Colors, coverage: LevelRows?, opacity: Double
    ) {
        self.init(
            size: size, picture: picture.map(PictureRows.init), colors: colors, coverage: coverage,
            weight: UInt32(((picture == nil ? 1 : opacity) * Double(patchlens_full_weight)).rounded()))
    }

    private init(
        size: PictureSize, picture: PictureRows?, colors: Colors, coverage: LevelRows?, weight: UInt32
    ) {
        self.size = size
        self.picture = picture
        self.colors = colors
        self.coverage = coverage
        self.weight = weight
        guard case .plain(let color) = colors else {
            plainRows = []
            return
        }
        plainRows = [color.red, color.green, color.blue].map { value in
            let row = UnsafeMutablePointer<UInt8>.allocate(capacity: size.width)
            row.initialize(repeating: value, count: size.width)
            return row
        }
    }

    deinit { plainRows.forEach { $0.deallocate() } }

    func twin() -> any RowSource {
        var colors = colors
        if case .channels(let rows) = colors { colors = .channels(rows.map(LevelRows.init(twinOf:))) }
        return ColorRows(
            size: size, picture: picture, colors: colors, coverage: coverage.map(LevelRows.init(twinOf:)),
            weight: weight)
    }

    func write(row: Int, to output: UnsafeMutablePointer<UInt8>) {
        if let picture {
            picture.copy(row: row, columns: 0..<size.width, to: output)
        } else {
            // Paper is white: one byte says it.
            output.update(repeating: RGB.paper.red, count: size.width * 3)
        }
        guard let place = covered, place.rows.contains(row) else { return }
        let target = output + place.columns.lowerBound * 3
        patchlens_blend_channels(levels(ofRow: row), target, Int64(place.columns.count), weight, target)
    }

    /// Where there are levels; nil where a plain colour covers all.
    private var covered: (rows: Range<Int>, columns: Range<Int>)? {
        if let coverage { return (coverage.rows, coverage.columns) }
        if case .channels(let rows) = colors { return (rows[0].rows, rows[0].columns) }
        return nil
    }

    private func levels(ofRow row: Int) -> patchlens_channel_levels {
        let seen = coverage?.levels(ofRow: row)
        switch colors {
        case .plain:
            return patchlens_channel_levels(
                red: plainRows[0], green: plainRows[1], blue: plainRows[2], coverage: seen)
        case .channels(let rows):
            return patchlens_channel_levels(
                red: rows[0].levels(ofRow: row), green: rows[1].levels(ofRow: row), blue: rows[2].levels(ofRow: row),
                coverage: seen)
        }
    }
}
