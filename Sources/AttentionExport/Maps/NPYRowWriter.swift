/// Writes a matrix as an .npy file row by row: how many rows there are is known, and written, at the end.
///
/// Only what is appended is ever in memory. The file appears under its name when it is whole.
public struct NPYRowWriter: ~Copyable {
    /// Values of a row.
    public let columns: Int
    /// Rows appended so far.
    public private(set) var rows = 0
    private var file: AtomicFile

    /// The header has the same length for any number of rows: of 19 digits at most, it is far from this.
    private static let headerLength = 128

    /// Begins the file; the folders above it are made.
    public init(to path: String, columns: Int) throws(ExportError) {
        precondition(columns >= 1, "a row of \(columns) values")
        var file = try AtomicFile(at: path)
        try file.write(Self.header(rows: 0, columns: columns))
        self.columns = columns
        self.file = file
    }

    /// Appends whole rows.
    public mutating func append(_ values: [Float]) throws(ExportError) {
        precondition(values.count.isMultiple(of: columns), "\(values.count) values are no rows of \(columns)")
        try file.write(values.littleEndianBytes)
        rows += values.count / columns
    }

    /// Writes the number of rows and gives the file its name; nothing can be appended any more.
    public mutating func finish() throws(ExportError) {
        try file.overwrite(Self.header(rows: rows, columns: columns))
        try file.commit()
    }

    private static func header(rows: Int, columns: Int) -> [UInt8] {
        let header = NPYWriter.header(shape: [rows, columns], alignment: headerLength)
        precondition(header.count == headerLength, "a header of \(header.count) bytes")
        return header
    }
}
