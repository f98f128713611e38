import PatchLens

/// The file of the objects on all pictures, for runs with methods that look for some.
struct ObjectsFile {
    /// What it says so far, and is told.
    private(set) var document: COCODocument
    /// What is found before it is written.
    let journal: ObjectsJournal
    /// Whether killed runs found what is in no file yet.
    let isBehind: Bool
    private let path: String?
    private let methods: [MethodName]

    /// Reads what is there: a file that is none of ours is not worth a run.
    init(of methods: [MethodName], in folder: OutputFolder) throws {
        self.methods = methods.filter(\.findsObjects)
        path = Self.names(for: methods).first.map { "\(folder.path)/\($0)" }
        let written = try path.flatMap { try COCODocument(contentsOf: $0) } ?? COCODocument()
        journal = ObjectsJournal(in: folder, besides: written)
        document = journal.document
        isBehind = document != written
    }

    /// What it is called in the output folder; nothing where no method finds objects.
    static func names(for methods: [MethodName]) -> [String] {
        methods.contains(where: \.findsObjects) ? ["objects.json"] : []
    }

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
