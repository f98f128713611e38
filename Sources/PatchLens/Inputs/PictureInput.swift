/// One file to read, and where it lies below what was asked for.
public struct PictureInput: Sendable, Equatable {
    /// The path to open.
    public let path: String
    /// The name of the folder that was searched; for a file given by itself, of the folder it lies in.
    public let root: String
    /// The folders between the searched one and the file, joined by `/`; empty at its top and for a file given by
    /// itself.
    public let directory: String
    /// The file's name with its extension.
    public let name: String

    /// A file that was found, or given by itself.
    public init(path: String, root: String, directory: String, name: String) {
        self.path = path
        self.root = root
        self.directory = directory
        self.name = name
    }

    /// The name up to its last dot; all of it where there is none, or nothing before it.
    public var stem: String { nameParts.stem }

    /// What follows the last dot of the name, without it; empty where there is none.
    public var fileExtension: String { nameParts.fileExtension }

    private var nameParts: (stem: String, fileExtension: String) {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return (name, "") }
        return (String(name[..<dot]), String(name[name.index(after: dot)...]))
    }
}
