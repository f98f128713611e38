import ImageDecoding

/// A small picture to draw rectangles and letters on: a label, a legend, a chart.
struct Canvas {
    let size: PictureSize
    private(set) var pixels: [UInt8]

    /// All paper.
    init(_ size: PictureSize) {
        self.size = size
        pixels = Array(repeating: RGB.paper.red, count: size.height * size.width * 3)
    }

    var picture: Picture { Picture(size: size, pixels: pixels) }

    /// Colours a rectangle; what lies outside the canvas is left out.
    mutating func fill(rows: Range<Int>, columns: Range<Int>, with color: RGB) {
        for row in rows.clamped(to: 0..<size.height) {
            for column in columns.clamped(to: 0..<size.width) {
                let index = (row * size.width + column) * 3
                pixels[index] = color.red
                pixels[index + 1] = color.green
                pixels[index + 2] = color.blue
            }
        }
    }

    /// Colours a part of a pixel, from 0 for nothing to 1 for all of it.
    mutating func blend(_ color: RGB, part: Float, row: Int, column: Int) {
        let index = (row * size.width + column) * 3
        for (channel, value) in [color.red, color.green, color.blue].enumerated() {
            let below = Float(pixels[index + channel])
            pixels[index + channel] = UInt8((below + (Float(value) - below) * part).rounded())
        }
    }

    /// Writes a line of text in ink, its upper left corner at a pixel.
    mutating func write(_ text: String, top: Int, left: Int, scale: Int) {
        for (position, character) in text.enumerated() {
            let start = left + position * BitmapFont.advance * scale
            for (row, bits) in BitmapFont.glyph(character).enumerated() {
                for column in 0..<BitmapFont.width where bits >> (BitmapFont.width - 1 - column) & 1 == 1 {
                    let (y, x) = (top + row * scale, start + column * scale)
                    fill(rows: y..<y + scale, columns: x..<x + scale, with: .ink)
                }
            }
        }
    }
}
