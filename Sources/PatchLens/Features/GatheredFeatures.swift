import AttentionMaps

/// The two files that hold the features of all pictures of a run: the rows, and what each of them is.
public struct GatheredFeatures: Sendable, Equatable {
    /// `features.npy`: (rows, channels), in the order of the run.
    public let rows: String
    /// `features.jsonl`, beside it: a line of JSON for each picture, with the first of its rows and their number.
    public let index: String

    /// From the name of the file of rows, a path below the output folder that ends in `.npy`.
    public init(_ name: String) throws(OutputTemplateError) {
        let template = try OutputTemplate(name, fileExtension: FeatureNaming.fileExtension, fields: [])
        rows = try template.path(
            of: PictureInput(path: "", root: "", directory: "", name: ""), index: 1, map: MapName())
        index = rows.dropLast(FeatureNaming.fileExtension.count) + "jsonl"
    }

    private init(rows: String, index: String) {
        self.rows = rows
        self.index = index
    }

    /// Both.
    public var all: [String] { [rows, index] }

    /// The same files inside a folder.
    public func inside(_ folder: String) -> GatheredFeatures {
        GatheredFeatures(rows: Paths.join(folder, rows), index: Paths.join(folder, index))
    }

    /// The files of one shard: `features-3-of-16.npy`.
    public func only(of shard: Shard?) -> GatheredFeatures {
        GatheredFeatures(rows: shard.name(of: rows), index: shard.name(of: index))
    }
}
