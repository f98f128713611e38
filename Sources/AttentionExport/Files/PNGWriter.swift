public import ImageDecoding

/// Writes an 8-bit RGB PNG row by row, so that no one needs the whole picture in memory.
///
/// The file has its name after `finish`; if that is never reached, nothing is left behind.
public struct PNGWriter: ~Copyable {
    /// What is being written.
    public let size: PictureSize
    /// Rows that `write` has taken so far.
    public private(set) var writtenRows = 0
    private var file: AtomicFile
    private let encoder: PNGEncoder

    /// Makes the file under a temporary name, and folders on the way to it that are missing.
    ///
    /// Throws `file` when the system refuses, `invalidKeyword`, and `encoding` for a size PNG cannot hold.
    public init(
        to path: String, size: PictureSize, effort: PNGEffort = .fast, texts: [PNGText] = []
    ) throws(ExportError) {
        for text in texts {
            guard text.hasValidKeyword else { throw .invalidKeyword(text.keyword) }
        }
        let file = try AtomicFile(at: path)
        let encoder = try PNGEncoder(file: file.descriptor, path: path)
        try encoder.begin(size, effort: effort)
        for text in texts { try encoder.add(text) }
        self.size = size
        self.file = file
        self.encoder = encoder
    }

    /// Appends a row of `width × 3` bytes.
    public mutating func write(row: Span<UInt8>) throws(ExportError) {
        precondition(row.count == size.width * 3, "a row of \(row.count) bytes, not \(size.width) × 3")
        precondition(writtenRows < size.height, "more than \(size.height) rows")
        try encoder.write(row: row)
        writtenRows += 1
    }

    /// Has the next row drawn where it is needed.
    mutating func write(row draw: (UnsafeMutablePointer<UInt8>) -> Void) throws(ExportError) {
        try encoder.write(row: draw)
        writtenRows += 1
    }

    /// Writes all rows of a source by several threads, or gives up.
    mutating func write(
        _ bands: PNGBands, of source: any RowSource, threads: Int, isOverdue: @escaping @Sendable () -> Bool
    ) throws(ExportError) {
        try PNGBandRun(bands, of: source, by: encoder, threads: threads, isOverdue: isOverdue)()
        writtenRows = size.height
    }

    /// Completes the file and gives it its name; all rows must have been written.
    public consuming func finish() throws(ExportError) {
        precondition(writtenRows == size.height, "\(writtenRows) rows of \(size.height)")
        try encoder.finish()
        try file.commit()
    }
}
