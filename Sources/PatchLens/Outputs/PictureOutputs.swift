/// The files that one picture becomes.
public struct PictureOutputs: Sendable, Equatable {
    /// One for each page, in the order of the division's pages.
    public let pictures: [String]
    /// The files of numbers, if there are any.
    public let maps: [String]

    /// Paths, below the output folder or with it.
    public init(pictures: [String], maps: [String] = []) {
        self.pictures = pictures
        self.maps = maps
    }

    /// Every file, the numbers last.
    public var all: [String] { pictures + maps }

    /// The same files inside a folder.
    func inside(_ folder: String) -> PictureOutputs {
        PictureOutputs(
            pictures: pictures.map { Paths.join(folder, $0) }, maps: maps.map { Paths.join(folder, $0) })
    }
}
