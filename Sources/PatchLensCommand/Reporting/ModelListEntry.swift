import PatchLens

/// One model of `model list`; one that cannot be opened is listed with the reason.
struct ModelListEntry: Encodable {
    private let name: String
    private let place: String
    private let folder: String
    private let bytes: Int
    private var family: String?
    private var elementTypes: [String]?
    private var error: String?

    init(_ model: ListedModel) {
        name = model.name
        place = model.place.rawValue
        folder = model.directory
        bytes = model.byteCount
        do {
            let checkpoint = try Checkpoint(directory: model.directory)
            family = checkpoint.configuration.family.rawValue
            let weights = try checkpoint.tensors.filter(\.elementType.isConvertible)
            elementTypes = weights.isEmpty ? nil : Set(weights.map(\.elementType.rawValue)).sorted()
        } catch {
            self.error = error.description
        }
    }

    /// For people.
    var line: String {
        // What is wrong names the folder.
        [name, family, ShownText.bytes(bytes), elementTypes?.joined(separator: "+"), error ?? folder]
            .compactMap { $0 }.joined(separator: "  ")
    }
}
