import AttentionExport

/// Which of the files that are there are a result's own.
extension GatheredResult {
    /// The first of its files that is there and somebody else's, and whose.
    ///
    /// All records of the folder are read where a file is not known to be what this result made.
    func foreignFile(by record: GatheredRecord?) -> (file: String, owner: FileOwner)? {
        var claims: OutputClaims?
        for file in unmade.files where FileIdentity(of: place(of: file)) != nil {
            let own = ownFile(file, by: record)
            if let own, let state = state(of: file), own.size == state.size, own.modified == state.modified { continue }
            let known = claims ?? OutputClaims(on: unmade.files.map(\.path), in: records, against: name)
            claims = known
            let time = own.map { $0.modified ?? InputState(of: path)?.modified ?? .min }
            if let owner = known.owner(of: file.path, since: time) { return (place(of: file), owner) }
            if own == nil { return (place(of: file), .nobody) }
        }
        return nil
    }

    /// What is recorded of a file as one of results of this name; nil where it is not theirs.
    private func ownFile(_ file: GatheredRecord.File, by record: GatheredRecord?) -> GatheredRecord.File? {
        guard let record else {
            // Whatever a damaged record was about.
            let isDamaged = self.record == nil && FileIdentity(of: path) != nil
            return isDamaged ? file : nil
        }
        return record.files.first { own in
            guard PathKey(own.path) == PathKey(file.path) else { return false }
            if own.isFormer == true { return own.size == state(of: file)?.size }
            // A run that was killed may have made it; one in which all pictures failed has not.
            return own.size != nil || !record.isWhole
        }
    }

    /// Files of what is recorded now that are still there and that a new record has not: they stay this result's.
    func formerFiles(beyond files: [GatheredRecord.File]) -> [GatheredRecord.File] {
        guard let record else { return [] }
        var known = Set(files.map { PathKey($0.path) })
        return record.files.compactMap { former in
            guard let size = state(of: former)?.size, former.size == nil ? !record.isWhole : former.size == size,
                known.insert(PathKey(former.path)).inserted
            else { return nil }
            return GatheredRecord.File(path: former.path, size: size, modified: former.modified, isFormer: true)
        }
    }
}
