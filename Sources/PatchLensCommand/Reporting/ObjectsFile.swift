import PatchLens

/// The file of the objects on all pictures, for runs with methods that look for some; of a shard, its own.
struct ObjectsFile {
    /// What it says so far, and is told.
    private(set) var document = COCODocument()
    /// Whether shards have left something that the file of all pictures lacks.
    let takesFromShards: Bool
    private let path: String?
    private let methods: [MethodName]

    /// Reads what is there: a file that is none of ours is not worth a run.
    ///
    /// A run of all pictures goes on from what shards have found.
    init(of methods: [MethodName], in folder: OutputFolder, shard: Shard?) throws {
        self.methods = methods.filter(\.findsObjects)
        guard let name = Self.names(for: methods, shard: shard).first else {
            (path, takesFromShards) = (nil, false)
            return
        }
        let path = "\(folder.path)/\(name)"
        self.path = path
        let known = try COCODocument(contentsOf: path)
        document = known ?? document
        if shard == nil {
            for file in Shard.files(named: name, in: folder.path) {
                if let other = try COCODocument(contentsOf: file) { document.merge(other) }
            }
        }
        takesFromShards = document != known ?? COCODocument()
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
        if let path, !methods.isEmpty { try document.write(to: path) }
    }
}
