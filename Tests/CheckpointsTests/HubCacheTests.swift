import Checkpoints
import TestSupport
import Testing

/// Models that the hub's libraries have fetched: `models--org--name/{blobs,refs,snapshots}`.
struct HubCacheTests {
    @Test(arguments: [
        ["HF_HUB_CACHE": "hub", "HUGGINGFACE_HUB_CACHE": "x", "HF_HOME": "x", "XDG_CACHE_HOME": "x", "HOME": "x"],
        ["HUGGINGFACE_HUB_CACHE": "hub", "HF_HOME": "x", "XDG_CACHE_HOME": "x", "HOME": "x"],
        ["HF_HOME": ".", "XDG_CACHE_HOME": "x", "HOME": "x"],
        ["XDG_CACHE_HOME": "cache", "HOME": "x"],
        ["HOME": "home", "HF_HUB_CACHE": ""],
    ])
    func placesInTheirOrder(variables: [String: String]) throws {
        let folder = try TemporaryFolder()
        for cache in ["hub", "cache/huggingface/hub", "home/.cache/huggingface/hub"] {
            try addModel(to: folder, cache: cache)
        }
        let environment = variables.mapValues { $0.isEmpty ? "" : folder.path($0) }
        let found = try ModelStore(environment: environment).location(of: "org/name").directory
        #expect(found.hasSuffix("/models--org--name/snapshots/c0ffee"))
    }

    /// Files are links to blobs, as the hub's libraries make them where they can.
    @Test func filesAreLinks() throws {
        let folder = try TemporaryFolder()
        try folder.file("hub/models--org--name/blobs/1234", text: ModelFolder.configuration)
        try folder.file("hub/models--org--name/refs/main", text: "c0ffee")
        try folder.file("hub/models--org--name/snapshots/c0ffee/other")
        try folder.link("hub/models--org--name/snapshots/c0ffee/config.json", to: "../../blobs/1234")
        let weights = SafetensorsBytes.zeros([], integers: ModelFolder.anchor)
        try folder.file("hub/models--org--name/blobs/5678", weights)
        try folder.link("hub/models--org--name/snapshots/c0ffee/model.safetensors", to: "../../blobs/5678")
        let checkpoint = try Checkpoint(named: "org/name", environment: ["HF_HOME": folder.path])
        #expect(checkpoint.configuration.hiddenSize == 768)
    }

    @Test(arguments: [
        ("org/name", "c0ffee"), ("org/name@main", "c0ffee"), ("org/name@v1", "beef"), ("org/name@refs/pr/1", "feed"),
        ("org/name@beef", "beef"),
    ])
    func revisions(model: String, commit: String) throws {
        let folder = try TemporaryFolder()
        try addModel(to: folder, cache: "hub")
        for (name, commit) in [("v1", "beef"), ("refs/pr/1", "feed")] {
            try addModel(to: folder, cache: "hub", revision: name, commit: commit)
        }
        let found = try ModelStore(environment: ["HF_HOME": folder.path]).location(of: model).directory
        #expect(found == folder.path("hub/models--org--name/snapshots/\(commit)"))
    }

    @Test func shortNamesOfKnownModels() throws {
        let folder = try TemporaryFolder()
        try addModel(to: folder, cache: "hub", name: "models--facebook--dinov2-base")
        let checkpoint = try Checkpoint(named: "dinov2-base", environment: ["HF_HOME": folder.path])
        #expect(checkpoint.name == "dinov2-base")
        #expect(checkpoint.directory == folder.path("hub/models--facebook--dinov2-base/snapshots/c0ffee"))
    }

    /// Those that are whole enough to be opened; the hub's cache also holds data sets and half-fetched models.
    @Test func listOfModels() throws {
        let folder = try TemporaryFolder()
        for name in ["models--org--name", "models--a--b-c", "datasets--org--data", "models--bare"] {
            try addModel(to: folder, cache: "hub", name: name)
        }
        try folder.file("hub/models--org--begun/refs/main", text: "c0ffee")
        #expect(ModelStore(environment: ["HF_HOME": folder.path]).cachedNames == ["a/b-c", "org/name"])
        #expect(ModelStore(environment: [:]).cachedNames == [])
    }

    @Test func storeComesFirst() throws {
        let folder = try TemporaryFolder()
        try addModel(to: folder, cache: "hub", name: "models--facebook--dinov2-small")
        try folder.file("models/dinov2-small/config.json", text: ModelFolder.configuration)
        let store = ModelStore(environment: ["HF_HOME": folder.path, "PATCHLENS_MODELS": folder.path("models")])
        #expect(try store.location(of: "dinov2-small").directory == folder.path("models/dinov2-small"))
    }

    @Test func tildeStandsForHome() throws {
        let folder = try TemporaryFolder()
        try addModel(to: folder, cache: "hf/hub")
        let store = ModelStore(environment: ["HF_HOME": "~/hf", "HOME": folder.path])
        #expect(try store.location(of: "org/name").directory.hasPrefix(folder.path("hf/hub")))
    }

    /// A reference is a commit's name, and must not lead out of the snapshots.
    @Test(arguments: ["../../../elsewhere", "", "absent"])
    func brokenReferences(_ reference: String) throws {
        let folder = try TemporaryFolder()
        try folder.file("elsewhere/config.json", text: ModelFolder.configuration)
        try folder.file("hub/models--org--name/refs/main", text: reference)
        #expect(throws: CheckpointError.self) {
            try ModelStore(environment: ["HF_HOME": folder.path]).location(of: "org/name")
        }
    }

    private func addModel(
        to folder: TemporaryFolder, cache: String, name: String = "models--org--name", revision: String = "main",
        commit: String = "c0ffee"
    ) throws {
        try folder.file("\(cache)/\(name)/refs/\(revision)", text: commit + "\n")
        try ModelFolder.add(to: folder, at: "\(cache)/\(name)/snapshots/\(commit)")
    }
}
