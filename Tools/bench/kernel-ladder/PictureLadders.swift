import CCodecs
import CKernels

/// The kernels of pictures at the sizes of a photograph of 1680×2520 pixels. Bytes have to be the plain ones'.
enum PictureLadders {
    private static let (height, width, smallHeight, smallWidth) = (1680, 2520, 224, 336)
    private static let rowBytes = width * 3

    /// Whether every byte is the same.
    static func climb() -> Bool {
        let picture = Buffer<UInt8>.random(height * rowBytes, seed: 11)
        return (resampling(picture) + overlaying(picture) + filters(picture) + checksums(picture)).allSatisfy { $0 }
    }

    private static func climb(
        _ title: String, bytes: Int, results count: Int, plain: (UnsafeMutablePointer<UInt8>) -> Void,
        fast: (UnsafeMutablePointer<UInt8>) -> Void
    ) -> Bool {
        let (expected, output) = (Buffer<UInt8>.zeros(count), Buffer<UInt8>.zeros(count))
        let ladder = Ladder(title, work: bytes, unit: "GB/s") { plain(expected.start) }
        return ladder.rung("in use", within: 0) {
            fast(output.start)
        } difference: {
            output.largestDifference(from: expected)
        }
    }

    private static func resampling(_ picture: Buffer<UInt8>) -> [Bool] {
        let rows = ResamplingTents(inputs: height, outputs: smallHeight)
        let columns = ResamplingTents(inputs: width, outputs: smallWidth)
        let (stripBytes, smallBytes) = (smallHeight * rowBytes, smallHeight * smallWidth * 3)
        return withExtendedLifetime((rows, columns)) {
            [
                climb("resizing in height, 1680 to 224", bytes: picture.count + stripBytes, results: stripBytes) {
                    patchlens_resample_rows_plain(picture.start, rowBytes, rows.weights, $0)
                } fast: {
                    patchlens_resample_rows(picture.start, rowBytes, rows.weights, 1, $0)
                },
                climb("resizing in width, 2520 to 336", bytes: stripBytes + smallBytes, results: smallBytes) {
                    patchlens_resample_columns_plain(picture.start, smallHeight, width, columns.weights, $0)
                } fast: {
                    patchlens_resample_columns(picture.start, smallHeight, width, columns.weights, 1, $0)
                },
            ]
        }
    }

    /// A row of an overlay: levels between the patches' values, and their colours over the picture.
    private static func overlaying(_ picture: Buffer<UInt8>) -> [Bool] {
        let row = MapRow(columns: width)
        let levels = Buffer<UInt8>.random(width, seed: 12)
        let colors = (0..<256).map { UInt32($0) * 0x01_02_03 & 0xFF_FF_FF }
        let palette = UnsafeMutablePointer<patchlens_palette>.allocate(capacity: 1)
        defer { palette.deallocate() }
        patchlens_make_palette(colors, palette)
        let (count, weight) = (Int64(width), UInt32(0.6 * Double(patchlens_full_weight)))
        let painted = Buffer<UInt8>.zeros(rowBytes)
        return [
            climb("levels between patches", bytes: 5 * width, results: width) {
                patchlens_smooth_levels_plain(
                    row.values.start, row.runs.start, row.runCount, row.fractions.start, row.scale, $0)
            } fast: {
                patchlens_smooth_levels(
                    row.values.start, row.runs.start, row.runCount, row.fractions.start, row.scale, $0)
            },
            climb("colours over a picture", bytes: 7 * width, results: rowBytes) {
                patchlens_paint_levels_plain(levels.start, count, palette, painted.start)
                patchlens_blend_plain(picture.start, painted.start, 3 * count, weight, $0)
            } fast: {
                patchlens_blend_levels(levels.start, picture.start, count, palette, weight, $0)
            },
        ]
    }

    /// From the third row on: filters look at the row above, and at three bytes before each.
    private static func filters(_ picture: Buffer<UInt8>) -> [Bool] {
        let row = UnsafePointer(picture.start + 2 * rowBytes)
        let (above, count) = (row - rowBytes, Int64(rowBytes))
        let kinds = [
            ("Sub", patchlens_png_filter_sub), ("Up", patchlens_png_filter_up),
            ("Average", patchlens_png_filter_average), ("Paeth", patchlens_png_filter_paeth),
        ]
        return kinds.map { name, filter in
            climb("PNG filter \(name)", bytes: 2 * rowBytes, results: rowBytes) {
                patchlens_png_filter_bytes_plain(filter, row, above, count, $0)
            } fast: {
                patchlens_png_filter_bytes(filter, row, above, count, $0)
            }
        }
    }

    private static func checksums(_ picture: Buffer<UInt8>) -> [Bool] {
        let (bytes, count) = (UnsafePointer(picture.start), 16 * rowBytes)
        return [
            climbNumber("magnitude of PNG residuals", bytes: count) {
                patchlens_png_magnitude_plain(bytes, Int64(count))
            } fast: {
                patchlens_png_magnitude(bytes, Int64(count))
            },
            climbNumber("Adler-32 (plain: zlib's)", bytes: count) {
                UInt64(patchlens_adler32_plain(1, bytes, count))
            } fast: {
                UInt64(patchlens_adler32(1, bytes, count))
            },
            climbNumber("CRC-32 (plain: zlib's)", bytes: count) {
                UInt64(patchlens_crc32_plain(0, bytes, count))
            } fast: {
                UInt64(patchlens_crc32(0, bytes, count))
            },
        ]
    }

    /// A number made of bytes.
    private static func climbNumber(
        _ title: String, bytes: Int, plain: () -> UInt64, fast: () -> UInt64
    ) -> Bool {
        var (expected, found): (UInt64, UInt64) = (0, 0)
        let ladder = Ladder(title, work: bytes, unit: "GB/s") { expected = plain() }
        return ladder.rung("in use", within: 0) {
            found = fast()
        } difference: {
            found == expected ? 0 : 1
        }
    }
}
