import AttentionExport

/// Results whose files are named for their pictures: two results may have one name.
extension GatheredResult {
    /// Whether what is there is recorded to be of other pictures than these, so that it is not to be replaced; nil
    /// where no record tells.
    ///
    /// A picture is the same by whatever path. Of one that is gone it is told by its name alone: its folder may have
    /// been moved.
    public var isOfOtherPictures: Bool? { isOfOtherPictures(nowThere: true) }

    /// The same, perhaps also of what was there once.
    func isOfOtherPictures(nowThere: Bool) -> Bool? {
        guard let record, let former = record.pictures, let pictures = unmade.pictures, former.count == pictures.count
        else { return nil }
        guard zip(former, pictures).contains(where: Self.areOthers) else { return false }
        return !nowThere || record.files.contains { FileIdentity(of: place(of: $0)) != nil }
    }

    /// A link is not followed, so that it may lead elsewhere later.
    static func recordedPath(of path: String) -> String {
        let (folder, name) = Paths.split(path)
        return Paths.real(folder).map { Paths.join($0, name) } ?? path
    }

    private static func areOthers(_ former: String, _ path: String) -> Bool {
        if PathKey(former) == PathKey(path) { return false }
        guard let identity = FileIdentity(of: former) else {
            return PathKey(stem(of: former)) != PathKey(stem(of: path))
        }
        return identity != FileIdentity(of: path)
    }

    private static func stem(of path: String) -> String {
        PictureInput(path: path, root: "", directory: "", name: Paths.split(path).name).stem
    }
}
