/// The cache that Hugging Face's hub libraries keep: models that they or `patchlens model pull` have fetched.
///
/// Layout and environment variables are those of huggingface_hub's guide “Manage your cache”:
/// `models--org--name/refs/<revision>` holds a commit, `models--org--name/snapshots/<commit>/` the files, which are
/// links to `models--org--name/blobs/<etag>`.
package struct HubCache: Sendable {
    /// The cache's folder; nil when the environment gives no place for it.
    package let directory: String?

    /// The cache that these environment variables lead to.
    package init(environment: [String: String]) {
        let variable = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let home = variable("HOME")
        let path =
            variable("HF_HUB_CACHE")
            ?? variable("HUGGINGFACE_HUB_CACHE")
            ?? variable("HF_HOME").map { $0 + "/hub" }
            ?? variable("XDG_CACHE_HOME").map { $0 + "/huggingface/hub" }
            ?? home.map { $0 + "/.cache/huggingface/hub" }
        // The hub's libraries expand the tilde, so that these variables may well have one.
        directory = path.map { $0.hasPrefix("~/") ? (home ?? "~") + $0.dropFirst() : $0 }
    }

    private static let prefix = "models--"

    /// The folder of a model with all of its revisions, which need not exist.
    package func repository(of model: HubModel) -> HubRepository? {
        directory.map { cache in
            let name = Self.prefix + model.organisation + "--" + model.name
            return HubRepository(directory: cache + "/" + name, locks: cache + "/.locks/" + name)
        }
    }

    /// Every revision of every model that has a snapshot, in alphabetical order; a commit that a branch or a tag refers
    /// to goes by that.
    var models: [HubModel] {
        guard let directory else { return [] }
        return entries(of: directory).filter { $0.hasPrefix(Self.prefix) }.flatMap { entry -> [HubModel] in
            // Neither part has two hyphens in a row: the hub does not allow it.
            let name = entry.dropFirst(Self.prefix.count).split(separator: "--", maxSplits: 1).joined(separator: "/")
            guard let model = HubModel(name), let repository = repository(of: model) else { return [] }
            return repository.revisions.compactMap { HubModel(name + "@" + $0) }.filter { snapshot(of: $0) != nil }
        }.sorted { $0.fullName < $1.fullName }
    }

    /// The snapshot of a model, if the cache has it whole enough to have a configuration.
    package func snapshot(of model: HubModel) -> String? {
        guard let repository = repository(of: model), let commit = repository.commit(of: model.revision) else {
            return nil
        }
        let snapshot = repository.snapshot(of: commit)
        return ModelLocation.hasConfiguration(snapshot) ? snapshot : nil
    }
}

/// One model's folder in the cache.
package struct HubRepository: Sendable {
    /// Where it is.
    package let directory: String
    /// Where the hub's libraries lock a file of it that they fetch.
    package let locks: String

    /// Where files are by their content's name.
    package var blobs: String { directory + "/blobs" }
    /// Where a branch or a tag has its commit.
    package func reference(to revision: String) -> String { directory + "/refs/" + revision }
    /// Where the files of a commit are by their own names.
    package func snapshot(of commit: String) -> String { directory + "/snapshots/" + commit }

    /// The commit that a revision is: what a branch or a tag refers to, or the commit itself.
    package func commit(of revision: String) -> String? {
        let commit = firstLine(ofSmallFile: reference(to: revision)) ?? revision
        return isPlainName(commit) ? commit : nil
    }

    /// Branches and tags, `main` first, and the commits that none of them refers to.
    package var revisions: [String] {
        let isStandard = { (name: String) in name == HubModel.standardRevision }
        let references = references.filter(isStandard) + references.filter { !isStandard($0) }
        var known: Set<String> = []
        let named = references.filter { commit(of: $0).map { known.insert($0).inserted } ?? false }
        return named + entries(of: directory + "/snapshots").filter { isPlainName($0) && !known.contains($0) }
    }

    /// All branches and tags.
    package var references: [String] { files(below: directory + "/refs").sorted() }
}
