/// What a run will read and write, in its order, settled before any picture is read.
public struct OutputPlan: Sendable {
    /// The folder all outputs are in.
    public let folder: OutputFolder
    /// Every input with its outputs, and every path that cannot be an input.
    public let entries: [PlannedEntry]

    /// Names the outputs of all entries; it is an error if two would be one file, or one is an input.
    ///
    /// - Parameter shared: files below the folder that all pictures together become.
    public init(
        _ entries: [InputEntry], into folder: String, naming: some PictureNaming, shared: [String] = []
    ) throws(OutputPlanError) {
        self.folder = OutputFolder(path: folder)
        self.entries = try Self.plan(entries, into: folder, naming: naming)
        if let (first, second, output) = Self.collision(in: self.entries) {
            let remedy = Self.remedy(for: entries, into: folder, naming: naming)
            throw .collision(first: first, second: second, output: output, remedy: remedy)
        }
        let reserved = Paths.join(folder, RunManifest.folderName) + "/"
        for case .picture(let picture) in self.entries {
            guard let output = picture.outputs.all.first(where: { $0.utf8.starts(with: reserved.utf8) }) else {
                continue
            }
            throw .reserved(path: picture.input.path, output: output)
        }
        try Self.checkWhatIsThere(self.entries, shared: shared.map { Paths.join(folder, $0) })
    }

    /// How many pictures will be drawn: those whose outputs are not all there, or every one.
    ///
    /// - Parameter alsoDone: what else has to hold for one to be left alone.
    public func pictureCount(overwriting: Bool, alsoDone: (PlannedPicture) -> Bool = { _ in true }) -> Int {
        entries.count { entry in
            guard case .picture(let picture) = entry else { return false }
            return overwriting || !(picture.isDone && alsoDone(picture))
        }
    }

    private static func plan(
        _ entries: [InputEntry], into folder: String, naming: some PictureNaming
    ) throws(OutputPlanError) -> [PlannedEntry] {
        var planned: [PlannedEntry] = []
        planned.reserveCapacity(entries.count)
        for (index, entry) in entries.enumerated() {
            switch entry {
            case .unusable(let path, let error): planned.append(.unusable(path: path, error))
            case .picture(let input):
                do throws(OutputTemplateError) {
                    let outputs = try naming.outputs(of: input, index: index + 1).inside(folder)
                    planned.append(.picture(PlannedPicture(input: input, outputs: outputs)))
                } catch {
                    throw .template(path: input.path, error)
                }
            }
        }
        return planned
    }

    /// The first two inputs that share an output; names are compared by their bytes, as the file system does.
    private static func collision(in entries: [PlannedEntry]) -> (first: String, second: String, output: String)? {
        var writers: [[UInt8]: String] = [:]
        for case .picture(let picture) in entries {
            for output in picture.outputs.all {
                if let first = writers.updateValue(picture.input.path, forKey: Array(output.utf8)) {
                    return (first, picture.input.path, output)
                }
            }
        }
        return nil
    }

    /// Throws if an output's path leads to a folder, or to an input; only an output that exists can do so.
    private static func checkWhatIsThere(_ entries: [PlannedEntry], shared: [String]) throws(OutputPlanError) {
        var existing: [FileIdentity: String] = [:]
        for output in shared {
            guard let identity = FileIdentity(of: output) else { continue }
            guard !identity.isFolder else { throw .folderInTheWay(path: nil, output: output) }
            existing[identity] = output
        }
        for case .picture(let picture) in entries {
            for output in picture.outputs.all {
                guard let identity = FileIdentity(of: output) else { continue }
                guard !identity.isFolder else { throw .folderInTheWay(path: picture.input.path, output: output) }
                existing[identity] = output
            }
        }
        guard !existing.isEmpty else { return }
        for case .picture(let picture) in entries {
            guard let identity = FileIdentity(of: picture.input.path), let output = existing[identity] else { continue }
            throw .overwritesInput(path: picture.input.path, output: output)
        }
    }

    /// The first of a few templates, from the plainest on, that gives every input its own outputs.
    private static func remedy(
        for entries: [InputEntry], into folder: String, naming: some PictureNaming
    ) -> OutputTemplate {
        let fileExtension = naming.template.fileExtension
        for text in ["{dir}/{name}", "{root}/{dir}/{stem}", "{root}/{dir}/{name}"] {
            var naming = naming
            guard let template = try? OutputTemplate("\(text).\(fileExtension)", fileExtension: fileExtension) else {
                continue
            }
            naming.template = template
            if let planned = try? plan(entries, into: folder, naming: naming), collision(in: planned) == nil {
                return template
            }
        }
        return .numbered(fileExtension: fileExtension)
    }
}
