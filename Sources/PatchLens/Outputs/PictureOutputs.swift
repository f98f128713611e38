/// The files that one picture becomes.
public struct PictureOutputs: Sendable, Equatable {
    /// One for each map, in the order of the selection's names; a single one where all maps are drawn into one.
    public let pictures: [String]
    /// The file of numbers, if there is one.
    public let maps: String?

    /// Paths, below the output folder or with it.
    public init(pictures: [String], maps: String?) {
        self.pictures = pictures
        self.maps = maps
    }

    /// Every file, the numbers last.
    public var all: [String] { maps.map { pictures + [$0] } ?? pictures }

    /// The same files inside a folder.
    func inside(_ folder: String) -> PictureOutputs {
        PictureOutputs(
            pictures: pictures.map { Paths.join(folder, $0) }, maps: maps.map { Paths.join(folder, $0) })
    }
}
