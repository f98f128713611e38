import AttentionExport
import PatchLens

/// The file of the objects on all pictures, for runs with methods that look for some; of a shard, its own.
struct ObjectsFile {
    /// What it says so far, and is told.
    private(set) var document: COCODocument
    /// What is found before it is written.
    let journal: ObjectsJournal
    /// For a shard: what a run of all pictures found, and it need not find again.
    private let whole: COCODocument
    private let path: String?
    private let folder: String
    private let methods: [MethodName]
    /// The pictures of which there is more than in the file: those that were looked at in this run, and what shards and
    /// killed runs found.
    private var found: Set<PathKey>
    /// What pictures of the document are called there, by the file that it is: the same may be asked for by another
    /// path.
    private let names: [FileIdentity: String]
    /// What they were called, and are called now.
    private var renamed: [PathKey: String] = [:]

    /// Reads what is there: a file that is none of ours is not worth a run.
    ///
    /// A run of all pictures goes on from what shards have found.
    init(of methods: [MethodName], for plan: OutputPlan, shard: Shard?) throws {
        let folder = plan.folder
        self.methods = methods.filter(\.findsObjects)
        self.folder = folder.path
        let ownName = Self.names(for: methods, shard: shard).first
        path = ownName.map { "\(folder.path)/\($0)" }
        let written = try path.flatMap { try COCODocument(contentsOf: $0) } ?? COCODocument()
        var known = written
        if let ownName, shard == nil {
            for file in Shard.files(named: ownName, in: folder.path) {
                if let other = try COCODocument(contentsOf: file) { known.merge(other) }
            }
        }
        let wholeName = shard == nil ? nil : Self.names(for: methods, shard: nil).first
        whole = try wholeName.flatMap { try COCODocument(contentsOf: "\(folder.path)/\($0)") } ?? COCODocument()
        journal = ObjectsJournal(in: folder, besides: known, shard: shard)
        document = journal.document
        found = Set(document.pictures.filter { written.pictures[$0.key] != $0.value }.keys)
        // A link to a picture of this run is one of its own.
        var others = Set(document.pictures.keys)
        if !others.isEmpty {
            for case .picture(let picture) in plan.entries { others.remove(PathKey(picture.input.path)) }
        }
        let pictures = others.compactMap { name in FileIdentity(of: name.path).map { ($0, name.path) } }
        names = Dictionary(pictures) { first, _ in first }
    }

    /// What a picture is called in the document, if by another path than the run's.
    private func otherName(of path: String) -> String? {
        guard document.objects(ofPicture: path) == nil else { return nil }
        return FileIdentity(of: path).flatMap { names[$0] }
    }

    /// What it is called in the output folder; nothing where no method finds objects.
    static func names(for methods: [MethodName], shard: Shard?) -> [String] {
        methods.contains(where: \.findsObjects) ? [shard.name(of: "objects.json")] : []
    }

    /// Whether shards, or killed runs, have found what is not in the file yet; before anything is added.
    var isBehind: Bool { !found.isEmpty }

    /// Whether the run looks for objects.
    var isWanted: Bool { !methods.isEmpty }

    /// Whether nothing of a picture is missing in it.
    @Sendable
    func holds(_ picture: PlannedPicture) -> Bool {
        let path = picture.input.path
        return methods.isEmpty || document.holds(methods, ofPicture: otherName(of: path) ?? path)
            || whole.holds(methods, ofPicture: path)
    }

    /// Takes in what a report has of objects.
    mutating func add(_ report: PictureReport) {
        guard case .objects(let finding)? = report.finding else { return }
        if let name = otherName(of: report.path) {
            document.rename(name, to: report.path)
            renamed[PathKey(name)] = report.path
        }
        document.set(finding, ofPicture: report.path)
        found.insert(PathKey(report.path))
    }

    /// Writes it, if there is one, with what other processes wrote of other pictures since it was read.
    func write() throws {
        guard let path, !methods.isEmpty else { return }
        let lock = FolderLock(OutputFolder(path: folder))
        defer { lock.release() }
        var latest = try COCODocument(contentsOf: path) ?? COCODocument()
        for (name, path) in renamed { latest.rename(name.path, to: path) }
        latest.merge(document.of(found))
        try latest.write(to: path)
        journal.discard()
    }
}
