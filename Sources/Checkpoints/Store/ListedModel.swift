/// A model that is on this machine, of a family that is built here or not.
public struct ListedModel: Equatable, Sendable {
    /// Where a model may be.
    public enum Place: String, Sendable {
        /// PatchLens's own folder of models.
        case store
        /// The Hugging Face cache, which other programs use as well.
        case cache
    }

    /// What `--model` takes.
    public let name: String
    /// Where it is.
    public let place: Place
    /// Its folder.
    public let directory: String
    /// The bytes of its files. Revisions of one model share those that they have in common.
    public let byteCount: Int
}

extension ModelStore {
    /// The models of the store, and then those of the Hugging Face cache, each in alphabetical order.
    public var models: [ListedModel] {
        let own = names.map { name in
            listed(name, .store, (directory ?? "") + "/" + name)
        }
        let cached = cache.models.compactMap { model in
            cache.snapshot(of: model).map { listed(model.fullName, .cache, $0) }
        }
        return own + cached
    }

    private func listed(_ name: String, _ place: ListedModel.Place, _ directory: String) -> ListedModel {
        let bytes = fileNames(in: directory).map { Checkpoints.byteCount(of: directory + "/" + $0) ?? 0 }.reduce(0, +)
        return ListedModel(name: name, place: place, directory: directory, byteCount: bytes)
    }
}
