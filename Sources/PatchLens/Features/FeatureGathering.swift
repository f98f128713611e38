public import AttentionExport
public import ImageDecoding

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes the features of one picture after the other into the two files of a run: none is kept in memory.
///
/// Both files appear when the run is over, the index first.
public struct FeatureGathering: ~Copyable {
    private var rows: NPYRowWriter
    private var index: AtomicFile

    /// Begins the files, and makes the folders above them.
    public init(_ files: GatheredFeatures, channels: Int) throws(ExportError) {
        let rows = try NPYRowWriter(to: files.rows, columns: channels)
        let index = try AtomicFile(at: files.index)
        self.rows = rows
        self.index = index
    }

    /// Appends a picture's rows, and its line to the index, which has what is odd about its file.
    public mutating func append(
        _ features: PictureFeatures, of path: String, warnings: [DecodingWarning] = []
    ) throws(ExportError) {
        let line = IndexLine(
            path: path, row: rows.rows, rows: features.shape[0], shape: features.shape,
            prefixTokens: features.prefixTokenCount,
            grid: IndexLine.Grid(
                rows: features.geometry.grid.rows, columns: features.geometry.grid.columns,
                patchSize: features.geometry.grid.patchSize),
            size: IndexLine.Size(height: features.geometry.original.height, width: features.geometry.original.width),
            warnings: warnings.map(\.rawValue))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text: [UInt8]
        do { text = try Array(encoder.encode(line)) } catch {
            throw .encoding(path: index.path, reason: "\(error)")
        }
        try rows.append(features.values)
        try index.write(text + [UInt8(ascii: "\n")])
    }

    /// Gives both files their names.
    public mutating func finish() throws(ExportError) {
        try index.commit()
        try rows.finish()
    }

    /// What the rows of a picture are.
    private struct IndexLine: Encodable {
        struct Grid: Encodable {
            let rows, columns, patchSize: Int
        }

        struct Size: Encodable {
            let height, width: Int
        }

        let path: String
        /// The first of its rows in the file, counted from 0.
        let row: Int
        let rows: Int
        let shape: [Int]
        let prefixTokens: Int
        let grid: Grid
        /// The upright original's.
        let size: Size
        let warnings: [String]
    }
}
