/// Whether the numbers behind a picture's overlays are written beside them, and how.
public enum SavedMaps: String, Sendable, CaseIterable {
    /// Only pictures are written.
    case none
    /// NumPy's format: one float32 array of shape (layers, heads, rows, columns).
    case npy
    /// The same array as the tensor `attention`, with geometry, model and options as metadata.
    case safetensors

    /// What the file's name ends with; nil where there is no file.
    var fileExtension: String? { self == .none ? nil : rawValue }
}
