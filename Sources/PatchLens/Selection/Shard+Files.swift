extension Shard {
    /// The files of one name that runs left in a folder, those of shards and that of all pictures; what was written
    /// last comes last.
    public static func files(named name: String, in folder: String) -> [String] {
        let names = (try? FolderListing(of: folder))?.compactMap { String(validating: $0.name, as: UTF8.self) } ?? []
        return names.filter { $0 == name || isOfAShard($0, name) }
            .map { Paths.join(folder, $0) }
            .compactMap { path in InputState(of: path).map { (path: path, modified: $0.modified) } }
            .sorted { ($0.modified, $0.path) < ($1.modified, $1.path) }
            .map(\.path)
    }

    /// Whether a shard would give a file this name: the last numbers in it are a shard's.
    private static func isOfAShard(_ file: String, _ name: String) -> Bool {
        let numbers = file.split { !$0.isASCII || !$0.isNumber }.suffix(2).map(String.init)
        guard numbers.count == 2, let shard = try? Shard(numbers.joined(separator: "/")) else { return false }
        return shard.name(of: name) == file
    }
}
