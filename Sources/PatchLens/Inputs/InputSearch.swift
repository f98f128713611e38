/// Finds the pictures of files and folders.
///
/// A file that is given by itself is taken whatever its name. In a folder, files are taken by their extension, and
/// what they hold is not looked at: a file named like a picture that is none is reported, not passed over. Hidden
/// files and folders are left out, and so is the output folder, so that no run ever reads what another wrote. Links to
/// folders are not followed inside a folder (no loop can catch a search, no file comes twice); links to files are.
///
/// The order is that of the paths given, and in each folder that of the names' bytes: it depends on no locale.
public struct InputSearch: Sendable {
    /// What a picture's name ends with inside a folder, in any case.
    public static let extensions = ["png", "jpg", "jpeg"]

    /// Whether folders inside folders are searched.
    public var recurses: Bool
    /// The folder outputs go to, which is never searched.
    public var outputFolder: String?

    /// A search of whole trees, unless told otherwise.
    public init(recurses: Bool = true, outputFolder: String? = nil) {
        self.recurses = recurses
        self.outputFolder = outputFolder
    }

    /// Every picture below these paths, each once, and every path that cannot be read.
    public func callAsFunction(_ paths: [String]) throws(InputSearchError) -> [InputEntry] {
        var walk = InputWalk(recurses: recurses, excluded: outputFolder.flatMap(FileIdentity.init(of:)))
        for path in paths {
            try walk.add(path)
        }
        guard !walk.entries.isEmpty else {
            throw .noPictures(paths: paths, linksNotFollowed: walk.linksNotFollowed)
        }
        return walk.entries
    }
}
