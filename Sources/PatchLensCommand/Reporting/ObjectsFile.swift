import PatchLens

/// The file of the objects on all pictures, for runs with methods that look for some; of a shard, its own.
struct ObjectsFile {
    /// What it says so far, and is told.
    private(set) var document: COCODocument
    /// What is found before it is written.
    let journal: ObjectsJournal
    /// Whether shards, or killed runs, have found what is not in the file yet.
    let isBehind: Bool
    private let path: String?
    private let methods: [MethodName]

    /// Reads what is there: a file that is none of ours is not worth a run.
    ///
    /// A run of all pictures goes on from what shards have found.
    init(of methods: [MethodName], in folder: OutputFolder, shard: Shard?) throws {
        self.methods = methods.filter(\.findsObjects)
        let name = Self.names(for: methods, shard: shard).first
        path = name.map { "\(folder.path)/\($0)" }
        let written = try path.flatMap { try COCODocument(contentsOf: $0) } ?? COCODocument()
        var known = written
        if let name, shard == nil {
            for file in Shard.files(named: name, in: folder.path) {
                if let other = try COCODocument(contentsOf: file) { known.merge(other) }
            }
        }
        journal = ObjectsJournal(in: folder, besides: known, shard: shard)
        document = journal.document
        isBehind = document != written
    }

    /// What it is called in the output folder; nothing where no method finds objects.
    static func names(for methods: [MethodName], shard: Shard?) -> [String] {
        methods.contains(where: \.findsObjects) ? [shard.name(of: "objects.json")] : []
    }

    /// Whether the run looks for objects.
    var isWanted: Bool { !methods.isEmpty }

    /// Whether nothing of a picture is missing in it.
    @Sendable
    func holds(_ picture: PlannedPicture) -> Bool {
        methods.isEmpty || document.holds(methods, ofPicture: picture.input.path)
    }

    /// Takes in what a report has of objects.
    mutating func add(_ report: PictureReport) {
        if case .objects(let finding)? = report.finding { document.set(finding, ofPicture: report.path) }
    }

    /// Writes it, if there is one.
    func write() throws {
        guard let path, !methods.isEmpty else { return }
        try document.write(to: path)
        journal.discard()
    }
}
