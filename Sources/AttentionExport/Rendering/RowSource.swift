import ImageDecoding

/// A picture that exists a row at a time: what a PNG is written from.
///
/// A class, because a source keeps the memory it needs for a row, and works in it without allocating.
protocol RowSource: AnyObject {
    var size: PictureSize { get }

    /// Writes row `row`, `size.width × 3` bytes. Rows may be asked for in any order; in order is fastest.
    func write(row: Int, to output: UnsafeMutablePointer<UInt8>)

    /// The same picture with memory of its own for a row: for another thread.
    func twin() -> any RowSource
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

    /// All rows as a file, by as many threads; of the picture only rows are in memory. The file does not depend on the
    /// number of threads.
    ///
    /// - Parameter isOverdue: Asked every few rows: when it is true, nothing is left of the file, and it is an error.
    func writePNG(
        to path: String, effort: PNGEffort, texts: [PNGText], threads: Int,
        isOverdue: @escaping @Sendable () -> Bool = { false }
    ) throws(ExportError) {
        var writer = try PNGWriter(to: path, size: size, effort: effort, texts: texts)
        let bands = PNGBands(of: size, effort: effort)
        if threads > 1 && bands.count > 1 {
            try writer.write(bands, of: self, threads: threads, isOverdue: isOverdue)
        } else {
            for row in 0..<size.height {
                if row % 64 == 0, isOverdue() { throw .outOfTime(path: path) }
                try writer.write(row: { write(row: row, to: $0) })
            }
        }
        try writer.finish()
    }
}
