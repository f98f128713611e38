import CCodecs
import Tensors

/// Takes one file through its codec: header, limits, pixels.
struct PictureDecoder {
    let format: ImageFormat
    let bytes: [UInt8]
    let options: DecodingOptions
    let workspace: Workspace

    /// The picture as it is stored, its orientation not yet applied; of a JPEG less than all, if less is enough.
    func decode(enough: (PictureSize) -> PictureSize?) throws(DecodingError) -> Picture {
        let header = try readHeader()
        let size = PictureSize(height: Int(header.height), width: Int(header.width))
        let orientation = Int(header.orientation)
        try checkLimits(size, workingBytes: header.working_bytes, orientation: orientation)
        try checkScans(header.scans, size)

        var oddities = header.oddities
        var outcome = patchlens_decoding_outcome()
        let denominator = format == .jpeg ? reduction(of: size, orientation: orientation, enough: enough) : 1
        let decoded = size.reduced(by: denominator)
        var pixels = workspace.takeBytes(count: decoded.height * decoded.width * Picture.channels)
        pixels.withUnsafeMutableBufferPointer { buffer in
            outcome = decodePixels(into: buffer, denominator: denominator, oddities: &oddities)
        }
        try check(outcome)
        return Picture(
            size: decoded, pixels: pixels, orientation: orientation, originalSize: size,
            warnings: DecodingWarning.all(of: oddities))
    }

    /// By how much the picture can be reduced and still be as large as is enough.
    private func reduction(of stored: PictureSize, orientation: Int, enough: (PictureSize) -> PictureSize?) -> UInt32 {
        guard let enough = enough(stored.upright(orientation))?.upright(orientation) else { return 1 }
        return [8, 4, 2].first { denominator in
            let reduced = stored.reduced(by: denominator)
            return reduced.height >= enough.height && reduced.width >= enough.width
        } ?? 1
    }

    func readHeader() throws(DecodingError) -> patchlens_picture_header {
        var header = patchlens_picture_header()
        let outcome = bytes.withUnsafeBufferPointer { file in
            switch format {
            case .png: patchlens_png_read_header(file.baseAddress, file.count, &header)
            case .jpeg: patchlens_jpeg_read_header(file.baseAddress, file.count, &header)
            }
        }
        try check(outcome)
        return header
    }

    private func decodePixels(
        into pixels: UnsafeMutableBufferPointer<UInt8>, denominator: UInt32, oddities: inout UInt32
    ) -> patchlens_decoding_outcome {
        let deadline = workspace.codecDeadline
        // The deadline does not hold it.
        return withExtendedLifetime(workspace) {
            bytes.withUnsafeBufferPointer { file in
                switch format {
                case .png:
                    patchlens_png_decode(
                        file.baseAddress, file.count, alphaTreatment, allowsTruncated, deadline, pixels.baseAddress,
                        pixels.count, &oddities)
                case .jpeg:
                    patchlens_jpeg_decode(
                        file.baseAddress, file.count, denominator, allowsTruncated, deadline, pixels.baseAddress,
                        pixels.count, &oddities)
                }
            }
        }
    }

    private var allowsTruncated: Int32 { options.allowsTruncated ? 1 : 0 }

    private var alphaTreatment: patchlens_alpha_treatment {
        switch options.alpha {
        case .white: PATCHLENS_ALPHA_ON_WHITE
        case .black: PATCHLENS_ALPHA_ON_BLACK
        case .drop: PATCHLENS_ALPHA_DROPPED
        }
    }

    /// A side has at most 31 bits, so that no product here overflows.
    private func checkLimits(_ size: PictureSize, workingBytes: UInt64, orientation: Int) throws(DecodingError) {
        let limits = options.limits
        let (pixels, overflows) = size.height.multipliedReportingOverflow(by: size.width)
        guard !overflows, pixels <= limits.pixels else { throw .tooManyPixels(found: size, limit: limits.pixels) }

        let (picture, tooLarge) = pixels.multipliedReportingOverflow(by: Picture.channels)
        // Turning the picture upright takes another of its size, when the codec is done.
        let beside = max(Int(clamping: workingBytes), orientation == 1 ? 0 : picture)
        let (needed, tooLargeToo) = (picture &+ bytes.count).addingReportingOverflow(beside)
        guard !tooLarge, !tooLargeToo, needed <= limits.bytes else {
            throw .tooManyBytes(needed: needed, limit: limits.bytes)
        }
    }

    /// After the limits, so that the product is sound.
    private func checkScans(_ found: UInt32, _ size: PictureSize) throws(DecodingError) {
        let limit = options.limits.scans(ofPixels: size.height * size.width)
        guard found <= limit else { throw .tooManyScans(found: Int(found), limit: limit) }
    }

    /// Turns what the codec said into what we say.
    private func check(_ outcome: patchlens_decoding_outcome) throws(DecodingError) {
        switch outcome.status {
        case PATCHLENS_DECODING_SUCCEEDED: return
        case PATCHLENS_DECODING_TRUNCATED: throw .truncated(format, reason: message(of: outcome))
        case PATCHLENS_DECODING_UNSUPPORTED: throw .unsupported(format, reason: message(of: outcome))
        case PATCHLENS_DECODING_OUT_OF_MEMORY: throw .outOfMemory(format)
        case PATCHLENS_DECODING_OUT_OF_TIME: throw .outOfTime
        case PATCHLENS_DECODING_TOO_MANY_SCANS:
            throw .tooManyScans(found: PATCHLENS_MAXIMUM_SCANS + 1, limit: PATCHLENS_MAXIMUM_SCANS)
        default: throw .corrupt(format, reason: message(of: outcome))
        }
    }

    private func message(of outcome: patchlens_decoding_outcome) -> String {
        withUnsafeBytes(of: outcome.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

extension DecodingWarning {
    /// What the codecs' bits stand for.
    fileprivate static func all(of oddities: UInt32) -> [DecodingWarning] {
        let bits: [(bit: patchlens_oddity, warning: DecodingWarning)] = [
            (PATCHLENS_ODDITY_TRUNCATED, .truncated), (PATCHLENS_ODDITY_ANIMATED, .animated),
            (PATCHLENS_ODDITY_EXIF, .orientationUnreadable),
        ]
        return bits.filter { oddities & $0.bit.rawValue != 0 }.map(\.warning)
    }
}

extension PictureSize {
    /// What a JPEG of this size is decoded to.
    fileprivate func reduced(by denominator: UInt32) -> PictureSize {
        PictureSize(
            height: Int(patchlens_jpeg_reduced_side(UInt32(height), denominator)),
            width: Int(patchlens_jpeg_reduced_side(UInt32(width), denominator)))
    }
}
