/// What a run will read and write, in its order, settled before any picture is read.
public struct OutputPlan: Sendable {
    /// The folder all outputs are in.
    public let folder: OutputFolder
    /// Every input with its outputs, and every path that cannot be an input; of a shard, its own.
    public let entries: PlannedEntries

    /// Names the outputs of all entries; it is an error if two would be one file, or one is an input.
    ///
    /// Also of a shard all inputs are named: `{index}` is the place among all, and no two shards write one file.
    ///
    /// - Parameters:
    ///   - shared: Files below the folder that all pictures together become.
    ///   - shard: Which of the pictures are read; nil is all.
    public init(
        _ inputs: InputList, into folder: String, naming: some PictureNaming, shared: [String] = [],
        shard: Shard? = nil
    ) throws(OutputPlanError) {
        self.folder = OutputFolder(path: folder)
        let all = PlannedEntries(inputs, in: folder, namedBy: naming)
        if let (first, second, output) = try all.collision() {
            let remedy = Self.remedy(for: inputs, into: folder, naming: naming)
            throw .collision(first: first, second: second, output: output, remedy: remedy)
        }
        entries = all.only(in: shard)
        try checkWhatIsThere(inputs, shared: shared.map { Paths.join(folder, $0) })
    }

    /// How many pictures will be drawn: those whose outputs are not all there, or every one.
    ///
    /// - Parameter alsoDone: what else has to hold for one to be left alone.
    public func pictureCount(overwriting: Bool, alsoDone: (PlannedPicture) -> Bool = { _ in true }) -> Int {
        if overwriting { return entries.pictureCount }
        return entries.count { entry in
            guard case .picture(let picture) = entry else { return false }
            return !(picture.isDone && alsoDone(picture))
        }
    }

    /// Throws if an output is among the manifests, or its path leads to a folder or an input; only one that exists can.
    private func checkWhatIsThere(_ inputs: InputList, shared: [String]) throws(OutputPlanError) {
        // By hashes, which take little memory; an input that is of one is looked for among the outputs.
        var existing: Set<Int> = []
        let reserved = Paths.join(Paths.join(folder.path, RunManifest.folderName), "")
        func look(at output: String, of path: String?) throws(OutputPlanError) {
            guard let identity = FileIdentity(of: output) else { return }
            guard !identity.isFolder else { throw .folderInTheWay(path: path, output: output) }
            existing.insert(identity.hashValue)
        }
        for output in shared {
            guard !output.utf8.starts(with: reserved.utf8) else { throw .reserved(path: nil, output: output) }
            try look(at: output, of: nil)
        }
        let isFolderThere = FileIdentity(of: folder.path) != nil
        for case .picture(let picture) in entries {
            let path = picture.input.path
            for output in picture.outputs.all {
                guard !output.utf8.starts(with: reserved.utf8) else { throw .reserved(path: path, output: output) }
                if isFolderThere { try look(at: output, of: path) }
            }
        }
        guard !existing.isEmpty else { return }
        for case .picture(let input) in inputs {
            guard let identity = FileIdentity(of: input.path), existing.contains(identity.hashValue),
                let output = output(that: { FileIdentity(of: $0) == identity }, among: shared)
            else { continue }
            throw .overwritesInput(path: input.path, output: output)
        }
    }

    /// The first output that is such a file.
    private func output(that isOne: (String) -> Bool, among shared: [String]) -> String? {
        if let output = shared.first(where: isOne) { return output }
        for case .picture(let picture) in entries {
            if let output = picture.outputs.all.first(where: isOne) { return output }
        }
        return nil
    }

    /// The first of a few templates, from the plainest on, that gives every input its own outputs.
    private static func remedy(
        for inputs: InputList, into folder: String, naming: some PictureNaming
    ) -> OutputTemplate {
        let fileExtension = naming.template.fileExtension
        for text in ["{dir}/{name}", "{root}/{dir}/{stem}", "{root}/{dir}/{name}"] {
            var naming = naming
            guard let template = try? OutputTemplate("\(text).\(fileExtension)", fileExtension: fileExtension) else {
                continue
            }
            naming.template = template
            let planned = PlannedEntries(inputs, in: folder, namedBy: naming)
            do throws(OutputPlanError) {
                if try planned.collision() == nil { return template }
            } catch {
                // It makes no path inside the output folder.
                continue
            }
        }
        return .numbered(fileExtension: fileExtension)
    }
}
