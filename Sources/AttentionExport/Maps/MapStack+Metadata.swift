import AttentionMaps
import ImageDecoding

extension MapStack {
    /// The array's axes and geometry as texts: what is needed to lay the maps over the original without this library.
    var metadata: [String: String] {
        [
            "layers": layers.map { $0.map(String.init) ?? "none" }.joined(separator: ","),
            "heads": sources.map(Self.name).joined(separator: ","),
            "original_height": "\(geometry.original.height)",
            "original_width": "\(geometry.original.width)",
            "orientation": "\(geometry.orientation)",
            "resized_height": "\(geometry.resized.height)",
            "resized_width": "\(geometry.resized.width)",
            "crop_top": "\(geometry.cropTop)",
            "crop_left": "\(geometry.cropLeft)",
            "grid_rows": "\(geometry.grid.rows)",
            "grid_columns": "\(geometry.grid.columns)",
            "patch_size": "\(geometry.grid.patchSize)",
        ]
    }

    /// A head's number, or the name of what was made of the heads.
    private static func name(of source: AttentionMap.Source) -> String {
        switch source {
        case .head(let head): "\(head)"
        case .fused(let fusion): fusion.rawValue
        case .method(let name): name
        }
    }
}
