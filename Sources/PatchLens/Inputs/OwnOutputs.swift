/// The files that runs have recorded as their outputs in an output folder: where inputs lie in it too, beside them.
struct OwnOutputs {
    private let folder: String
    /// The output folder's real path, with a slash at its end.
    private let root: [UInt8]
    /// Folders of pictures inside it, by their numbers, as paths below it with a slash at their ends.
    private var folders: [Int32: [UInt8]] = [:]

    /// nil where there is no such folder yet.
    init?(in folder: String) {
        guard let real = Paths.real(folder) else { return nil }
        self.folder = folder
        root = Array(Paths.join(real, "").utf8)
    }

    /// Takes note of a folder of pictures, by its number and its real path.
    mutating func add(_ number: Int32, real: String) {
        let path = Array(Paths.join(real, "").utf8)
        if path.starts(with: root) { folders[number] = Array(path.dropFirst(root.count)) }
    }

    /// Takes recorded outputs out of a list; how many there were.
    func remove(from list: inout InputList) -> Int {
        guard !folders.isEmpty else { return 0 }
        let recorded = recordedHashes()
        guard !recorded.isEmpty else { return 0 }
        let count = list.count
        let before = list
        list.remove { position in
            guard let place = before.place(at: position), let folder = folders[place.folder] else { return false }
            return recorded.contains(Self.hash(folder + place.name))
        }
        return count - list.count
    }

    private func recordedHashes() -> Set<Int> {
        var hashes = Set<Int>()
        let place = Paths.join(folder, RunManifest.folderName)
        for file in GatheredRecord.all(in: place).flatMap(\.files) { hashes.insert(Self.hash(Array(file.path.utf8))) }
        for path in RunManifest.files(in: place) {
            LineReader.forEachLine(ofFile: path) { line in
                for output in ManifestLine(reading: line)?.picture?.outputs ?? [] {
                    hashes.insert(Self.hash(Array(output.path.utf8)))
                }
            }
        }
        return hashes
    }

    private static func hash(_ path: [UInt8]) -> Int {
        var hasher = Hasher()
        path.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
    }
}
