import AttentionExport

/// What other runs have recorded as theirs among a few files of an output folder: the outputs of pictures, and the
/// files of other results of all pictures.
struct OutputClaims {
    private var claims: [PathKey: (written: Int64, owner: FileOwner)] = [:]

    /// Reads all records of a folder of records.
    ///
    /// - Parameters:
    ///   - files: Paths below the output folder.
    ///   - result: The result whose own record claims nothing against it.
    init(on files: [String], in place: String, against result: String) {
        let keys = Set(files.map(PathKey.init))
        for record in GatheredRecord.all(in: place) {
            guard let name = record.files.first?.path, PathKey(name) != PathKey(result) else { continue }
            for file in record.files where file.size != nil && keys.contains(PathKey(file.path)) {
                add(file.path, written: file.modified, by: .anotherResult(name))
            }
        }
        for path in RunManifest.files(in: place) {
            LineReader.forEachLine(ofFile: path) { line in
                for output in ManifestLine(reading: line)?.picture?.outputs ?? []
                where keys.contains(PathKey(output.path)) {
                    add(output.path, written: output.modified, by: .anotherCommand)
                }
            }
        }
    }

    private mutating func add(_ path: String, written: Int64?, by owner: FileOwner) {
        let (key, written) = (PathKey(path), written ?? .min)
        if let known = claims[key], known.written > written { return }
        claims[key] = (written, owner)
    }

    /// Who wrote a file last, if that was after this time; nil for the time is before all.
    func owner(of path: String, since time: Int64?) -> FileOwner? {
        guard let claim = claims[PathKey(path)] else { return nil }
        if let time, claim.written <= time { return nil }
        return claim.owner
    }
}
