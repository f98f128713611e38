/// The cache that Hugging Face's hub libraries keep: models that another program has already fetched.
///
/// Layout and environment variables are those of huggingface_hub's guide “Manage your cache”:
/// `models--org--name/refs/<revision>` holds a commit, `models--org--name/snapshots/<commit>/` the files.
struct HubCache {
    /// The cache's folder; nil when the environment gives no place for it.
    let directory: String?

    init(environment: [String: String]) {
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

    /// The snapshot of a model, if the cache has it whole enough to have a `config.json`.
    func snapshot(of model: HubModel) -> String? {
        guard let directory else { return nil }
        let repository = directory + "/models--" + model.organisation + "--" + model.name
        let reference = repository + "/refs/" + model.revision
        // A revision is a branch or tag that refers to a commit, or the commit itself.
        let commit = firstLine(ofSmallFile: reference) ?? model.revision
        guard isPlainName(commit) else { return nil }
        let snapshot = repository + "/snapshots/" + commit
        return fileExists(snapshot + "/" + Checkpoint.configurationName) ? snapshot : nil
    }
}

/// `organisation/name` on the Hugging Face hub, with a revision behind an @ where it is not `main`.
struct HubModel: Equatable {
    let organisation: String
    let name: String
    let revision: String

    /// Parses `facebook/dinov2-small` and `facebook/dinov2-small@refs/pr/1`; nil for anything else.
    init?(_ text: String) {
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let names = halves[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let revision = halves.count == 2 ? String(halves[1]) : "main"
        guard names.count == 2, names.allSatisfy(isPlainName),
            revision.split(separator: "/", omittingEmptySubsequences: false).map(String.init).allSatisfy(isPlainName)
        else { return nil }
        organisation = names[0]
        name = names[1]
        self.revision = revision
    }

    /// The command of huggingface_hub that fetches it into the cache.
    var downloadCommand: String {
        "hf download \(organisation)/\(name)" + (revision == "main" ? "" : " --revision \(revision)")
    }
}
