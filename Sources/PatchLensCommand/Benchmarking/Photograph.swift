import AttentionExport
import PatchLens

/// A picture in a file, to take through all stages: the user's own, or one that is made up.
struct Photograph {
    let path: String
    let size: PictureSize
    /// What it is, for the table.
    let description: String

    /// The user's.
    init(at path: String) throws {
        self.path = path
        size = try Picture(contentsOf: path).size
        description = "\(path), \(size)"
    }

    /// Makes a JPEG of about four megapixels in the proportions asked for.
    init(madeIn folder: String, proportions: PictureSize) throws {
        let scale = (Self.pixels / (Double(proportions.height) * Double(proportions.width))).squareRoot()
        func side(_ length: Int) -> Int { min(max(Int((Double(length) * scale).rounded()), 1), Self.longestSide) }
        size = PictureSize(height: side(proportions.height), width: side(proportions.width))
        path = folder + "/photograph.jpg"
        description = "a made-up photograph (JPEG), \(size)"
        guard let bytes = Self.madeUp(size).jpegBytes() else { throw Unmakeable(size: size) }
        var file = try AtomicFile(at: path)
        try file.write(bytes)
        try file.commit()
    }

    /// About as many as a camera's picture of 2500×1700.
    private static let pixels = 4.2e6
    /// JPEG's.
    private static let longestSide = 65_500

    /// Like photographs in what decoders and encoders notice: the finer a detail, the fainter, in proportion;
    /// brightness varies more than colour; and there is a camera's noise. Made from the coarsest detail to the finest.
    private static func madeUp(_ size: PictureSize) -> Picture {
        var noise = Noise()
        let octaves = 9
        var picture = Picture(size: PictureSize(height: 1, width: 1), pixels: [128, 120, 112])
        for octave in stride(from: octaves, through: 0, by: -1) {
            let part = 1 << octave
            let finer = PictureSize(
                height: (size.height + part - 1) / part, width: (size.width + part - 1) / part)
            let strength = max(96 >> (octaves - octave), 5)
            picture = roughened(picture.resized(to: finer, by: .bicubic), strength: strength, noise: &noise)
        }
        return picture
    }

    private static func roughened(_ picture: Picture, strength: Int, noise: inout Noise) -> Picture {
        var pixels = picture.pixels
        pixels.withUnsafeMutableBufferPointer { pixels in
            for pixel in stride(from: 0, to: pixels.count, by: 3) {
                let brightness = (Int(noise.next()) - 128) * strength
                for channel in pixel..<(pixel + 3) {
                    let change = brightness + (Int(noise.next()) - 128) * strength / 4
                    pixels[channel] = UInt8(clamping: Int(pixels[channel]) + change / 128)
                }
            }
        }
        return Picture(size: picture.size, pixels: pixels)
    }
}

/// The photograph could not be made: there is too little memory.
private struct Unmakeable: Error, CustomStringConvertible {
    let size: PictureSize
    var description: String { "there is too little memory for a photograph of \(size)" }
}
