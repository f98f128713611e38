/// Finds the pictures of files and folders.
///
/// A file that is given by itself, or in a list, is taken whatever its name. In a folder, files are taken by their
/// extension, and what they hold is not looked at: a file named like a picture that is none is reported, not passed
/// over. Hidden files and folders are left out. So is the output folder, and every folder in which an earlier run left
/// outputs (it holds `.patchlens`) unless it is named itself; and where inputs lie in the output folder, what runs have
/// recorded as their outputs there: no run reads what another wrote. Links to folders are not followed
/// inside a folder (no loop can catch a search, no file comes twice); links to files are.
///
/// The order is that of the paths given, and in each folder that of the names' bytes, and then the list's own: it
/// depends on no locale.
public struct InputSearch: Sendable {
    /// What a picture's name ends with inside a folder, in any case.
    public static let extensions = ["png", "jpg", "jpeg"]

    /// Whether folders inside folders are searched.
    public var recurses: Bool
    /// The folder outputs go to, which is never searched.
    public var outputFolder: String?
    /// Which pictures are taken, by their paths below the searched folder; of a file given by itself, by its name, and
    /// of one in a list, by its path from the working directory.
    public var filter: PathFilter

    /// A search of whole trees, unless told otherwise.
    public init(recurses: Bool = true, outputFolder: String? = nil, filter: PathFilter = PathFilter()) {
        self.recurses = recurses
        self.outputFolder = outputFolder
        self.filter = filter
    }

    /// Every picture below these paths and in the list, each once, and every path that cannot be read.
    public func callAsFunction(_ paths: [String], and list: PathList? = nil) throws(InputSearchError) -> InputList {
        var walk = InputWalk(
            recurses: recurses, outputFolder: outputFolder, filter: filter,
            // One tree has nothing twice.
            seesTwice: paths.count > 1 || list != nil)
        for path in paths {
            try walk.add(path)
        }
        if let list {
            var listed = ListWalk(walk)
            try list.forEach { listed.add($0) }
            walk = listed.walk
        }
        let outputs = walk.removeOwnOutputs()
        walk.removeRepeated()
        guard walk.list.isEmpty else { return walk.list }
        guard outputs == 0 else { throw .onlyOutputs(count: outputs) }
        guard walk.leftOut == 0 else { throw .noneIncluded(leftOut: walk.leftOut) }
        if paths.isEmpty, let list { throw .emptyList(path: list.path) }
        throw .noPictures(paths: paths + (list.map { [$0.path] } ?? []), linksNotFollowed: walk.linksNotFollowed)
    }
}
