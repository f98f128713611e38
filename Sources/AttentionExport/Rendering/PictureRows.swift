import ImageDecoding

/// The rows of a picture that is in memory.
final class PictureRows: RowSource {
    private let picture: Picture

    init(_ picture: Picture) { self.picture = picture }

    var size: PictureSize { picture.size }

    func write(row: Int, to output: UnsafeMutablePointer<UInt8>) {
        copy(row: row, columns: 0..<size.width, to: output)
    }

    /// Nothing here changes.
    func twin() -> any RowSource { self }

    /// Part of a row, to the same place in the output.
    func copy(row: Int, columns: Range<Int>, to output: UnsafeMutablePointer<UInt8>) {
        let start = row * size.width + columns.lowerBound
        picture.pixels.withUnsafeBufferPointer { pixels in
            guard let base = pixels.baseAddress else { return }
            (output + columns.lowerBound * 3).update(from: base + start * 3, count: columns.count * 3)
        }
    }

    /// Calls the closure with the address of a pixel and all that follow.
    func withPixels(fromRow row: Int, column: Int, _ body: (UnsafePointer<UInt8>) -> Void) {
        picture.pixels.withUnsafeBufferPointer { pixels in
            guard let base = pixels.baseAddress else { return }
            body(base + (row * size.width + column) * 3)
        }
    }
}
