import CCodecs
import ImageDecoding

/// How a picture is cut into bands, each a stretch of the file: by its width alone, so that a file is the same however
/// many threads make it.
struct PNGBands: Sendable {
    let size: PictureSize
    let effort: PNGEffort
    /// Rows of all bands but the last.
    private let height: Int
    /// Rows above a band that decide about its bytes: those its filters look at, and its matches reach.
    private let lead: Int

    init(of size: PictureSize, effort: PNGEffort) {
        self.size = size
        self.effort = effort
        height = Int(patchlens_png_band_height(Int64(size.width)))
        lead = Int(patchlens_png_band_lead(Int64(size.width), effort.raw))
    }

    var count: Int { (size.height + height - 1) / height }

    /// The rows of a band.
    func rows(of band: Int) -> Range<Int> { band * height..<min((band + 1) * height, size.height) }

    /// The rows above it.
    func lead(of band: Int) -> Range<Int> {
        let first = band * height
        return max(0, first - lead)..<first
    }
}

/// Memory for one band at a time: rows go in, a stretch of the file comes out.
///
/// `@unchecked Sendable`, because: one thread makes a band, and hands it on under the lock of `PNGBandRun` to whoever
/// writes it; no two ever have it at once.
final class PNGBand: @unchecked Sendable {
    fileprivate let band: OpaquePointer

    /// Nil when memory is short.
    init?(of bands: PNGBands) {
        guard let band = patchlens_png_band_create(Int64(bands.size.width), bands.effort.raw) else { return nil }
        self.band = band
    }

    deinit { patchlens_png_band_destroy(band) }

    /// Draws one band with the rows that lead to it, and compresses it.
    func make(_ index: Int, of bands: PNGBands, from source: any RowSource) {
        let lead = bands.lead(of: index)
        patchlens_png_band_begin(band, lead.lowerBound == 0 ? 1 : 0)
        for row in lead {
            source.write(row: row, to: patchlens_png_band_next_row(band))
            patchlens_png_band_add_lead(band)
        }
        for row in bands.rows(of: index) {
            source.write(row: row, to: patchlens_png_band_next_row(band))
            patchlens_png_band_add_row(band)
        }
        patchlens_png_band_finish(band, index == bands.count - 1 ? 1 : 0)
    }
}

extension PNGEncoder {
    /// The next band from the top; no rows were written.
    func write(_ band: PNGBand) throws(ExportError) {
        try check(patchlens_png_encoder_write_band(encoder, band.band))
    }
}
