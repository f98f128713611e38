extension OutputPlan {
    /// A hash of the list of inputs, in its order, each as it is now: for outputs of one picture that depend on all of
    /// them.
    ///
    /// The first twelve digits of a SHA-256. By content every file is read that has no more than so many bytes.
    public func inputsHash(comparing comparison: RunManifest.Comparison, hashingAtMost bytes: Int = .max) -> String {
        let lines = entries.lazy.map { entry in
            switch entry {
            case .unusable(let path, _): return "unusable \(path)"
            case .picture(let picture):
                let (name, path) = (picture.input.nameInRecords, picture.input.path)
                switch comparison {
                case .time:
                    let state = InputState(of: path)
                    return "\(state?.size ?? -1) \(state?.modified ?? 0) \(name)"
                case .sha256: return "\(ContentHash.sha256(ofFile: path, atMost: bytes) ?? "unreadable") \(name)"
                }
            }
        }
        return String(ContentHash.sha256(ofTexts: lines).prefix(12))
    }

    /// A hash of the inputs' paths, or of their names in records, in their order, whatever their files are like.
    func listHash(ofPaths: Bool) -> String {
        let names = entries.indices.lazy.map { ofPaths ? entries[$0].path : nameInRecords(of: $0) }
        return String(ContentHash.sha256(ofTexts: names).prefix(12))
    }

    /// What an input is called in records: for what is no picture, its path.
    func nameInRecords(of index: Int) -> String {
        switch entries[index] {
        case .unusable(let path, _): path
        case .picture(let picture): picture.input.nameInRecords
        }
    }
}

extension PictureInput {
    /// The searched folder's name and the path below it: the same wherever the folder is searched from.
    var nameInRecords: String { Paths.join(Paths.join(root, directory), name) }
}
