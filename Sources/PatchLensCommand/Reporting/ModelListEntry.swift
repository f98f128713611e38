import PatchLens

/// One model of `model list`; one that cannot be opened is listed with the reason.
struct ModelListEntry: Encodable {
    private let name: String
    private let family: String?
    private let folder: String?
    private let error: String?

    init(named name: String) {
        self.name = name
        do {
            let checkpoint = try Checkpoint(named: name)
            family = checkpoint.configuration.family.rawValue
            folder = checkpoint.directory
            error = nil
        } catch {
            (family, folder) = (nil, nil)
            self.error = error.description
        }
    }

    /// For people.
    var line: String { "\(name)  " + (error ?? [family, folder].compactMap { $0 }.joined(separator: "  ")) }
}
