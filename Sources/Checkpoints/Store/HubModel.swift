/// `organisation/name` on the Hugging Face hub, with a revision behind an @ where it is not `main`.
package struct HubModel: Equatable, Sendable {
    /// Who has it there.
    package let organisation: String
    /// Its name there.
    package let name: String
    /// A branch, a tag or a commit.
    package let revision: String

    /// The revision that is meant when none is said.
    package static let standardRevision = "main"

    /// Parses `facebook/dinov2-small` and `facebook/dinov2-small@refs/pr/1`; nil for anything else.
    package init?(_ text: String) {
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let names = halves[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let revision = halves.count == 2 ? String(halves[1]) : Self.standardRevision
        guard names.count == 2, names.allSatisfy(isPlainName),
            revision.split(separator: "/", omittingEmptySubsequences: false).map(String.init).allSatisfy(isPlainName)
        else { return nil }
        organisation = names[0]
        name = names[1]
        self.revision = revision
    }

    /// A short name of a known model, or the name on the hub.
    package init?(named text: String) { self.init(Self.shortNames[text] ?? text) }

    /// `organisation/name`, whatever the revision.
    package var repository: String { organisation + "/" + name }

    /// What `--model` takes.
    package var fullName: String { repository + (revision == Self.standardRevision ? "" : "@" + revision) }

    /// The command that fetches it into the cache.
    var downloadCommand: String { "patchlens model pull \(fullName)" }

    /// Short names of models on the hub, for those who have them in its cache.
    private static let shortNames = [
        "dinov2-small": "facebook/dinov2-small",
        "dinov2-base": "facebook/dinov2-base",
        "dinov2-large": "facebook/dinov2-large",
        "dinov2-giant": "facebook/dinov2-giant",
    ]
}
