import ImageDecoding

/// PNG and JPEG through the decoder that users call: format, limits, reduction, orientation.
enum PictureTarget {
    private static let options = [AlphaTreatment.white, .black, .drop].map { alpha in
        DecodingOptions(alpha: alpha, limits: DecodingLimits(pixels: 1 << 16, bytes: 1 << 20))
    }

    static func test(_ input: UnsafeBufferPointer<UInt8>) {
        let options = options[input.count % options.count]
        // Whole, a half, a quarter or an eighth, as far as the format can.
        let divisor = 1 << (input.count % 4)
        do throws(DecodingError) {
            let picture = try Picture(decoding: Array(input), options: options) { original in
                PictureSize(height: max(1, original.height / divisor), width: max(1, original.width / divisor))
            }
            let size = picture.size
            precondition(size.height > 0 && size.width > 0)
            precondition(picture.pixels.count == size.height * size.width * 3)
        } catch {
            precondition(!error.description.isEmpty)
        }
    }
}
