import ModelHub

/// What `model pull` prints when it is done.
struct PullReport: Encodable {
    private let name: String
    let folder: String
    private let commit: String
    private let files: [String]
    private let bytes: Int
    private let fetched: Int

    init(name: String, _ pulled: PulledModel) {
        self.name = name
        folder = pulled.directory
        commit = pulled.commit
        files = pulled.files
        bytes = pulled.bytes
        fetched = pulled.fetched
    }

    /// For people.
    func line(after seconds: Double) -> String {
        let size = "\(files.count) files of \(ShownText.bytes(bytes))"
        return fetched == 0
            ? "\(name) was there already: \(size)"
            : "\(name): \(size), \(ShownText.bytes(fetched)) fetched in \(ShownText.duration(seconds: seconds))"
    }
}
