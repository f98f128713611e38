import ImageDecoding

/// A picture that exists a row at a time: what a PNG is written from.
///
/// A class, because a source keeps the memory it needs for a row, and works in it without allocating.
protocol RowSource: AnyObject {
    var size: PictureSize { get }

    /// Writes row `row`, `size.width × 3` bytes. Rows may be asked for in any order; in order is fastest.
    func write(row: Int, to output: UnsafeMutablePointer<UInt8>)
}

extension RowSource {
    /// All rows as a picture.
    func rendered() -> Picture {
        let rowLength = size.width * 3
        let pixels = [UInt8](unsafeUninitializedCapacity: size.height * rowLength) { buffer, count in
            count = buffer.count
            guard let base = buffer.baseAddress else { return }
            for row in 0..<size.height { write(row: row, to: base + row * rowLength) }
        }
        return Picture(size: size, pixels: pixels)
    }

    /// All rows as a file, of which one row at a time is in memory.
    func writePNG(to path: String, effort: PNGEffort, texts: [PNGText]) throws(ExportError) {
        var writer = try PNGWriter(to: path, size: size, effort: effort, texts: texts)
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size.width * 3)
        defer { buffer.deallocate() }
        buffer.initialize(repeating: 0)
        guard let base = buffer.baseAddress else { return }
        for row in 0..<size.height {
            write(row: row, to: base)
            try writer.write(row: buffer.span)
        }
        try writer.finish()
    }
}
