import Checkpoints
import TestSupport
import Testing

/// What goes with a model, and what stays.
struct ModelRemovalTests {
    private let folder: TemporaryFolder
    private let store: ModelStore

    /// A model of two revisions that share their configuration, and another beside it.
    init() throws {
        folder = try TemporaryFolder()
        store = ModelStore(environment: ["HF_HUB_CACHE": folder.path, "PATCHLENS_MODELS": folder.path("store")])
        for name in ["models--org--name", "models--org--other"] {
            for (blob, size) in [("config", 10), ("old", 100), ("new", 1000)] {
                try folder.file("\(name)/blobs/\(blob)", Array(repeating: 0, count: size))
            }
            for (commit, weights) in [("c1", "old"), ("c2", "new")] {
                try folder.file("\(name)/snapshots/\(commit)/folder/note")
                try folder.link("\(name)/snapshots/\(commit)/config.json", to: "../../blobs/config")
                try folder.link("\(name)/snapshots/\(commit)/model.safetensors", to: "../../blobs/" + weights)
            }
            try folder.file("\(name)/refs/main", text: "c2")
            try folder.file("\(name)/refs/refs/pr/1", text: "c1")
            try folder.file(".locks/\(name)/old.lock", [])
        }
    }

    private func remaining() -> [String] { folder.files(below: "models--org--name") }

    @Test func oneRevision() throws {
        let removal = try ModelRemoval(of: "org/name@refs/pr/1", in: store)
        #expect(removal.place == .cache && removal.byteCount == 2 + 1 + 100)
        try removal()
        #expect(
            remaining() == [
                "blobs/config", "blobs/new", "refs/main", "snapshots/c2/config.json", "snapshots/c2/folder/note",
                "snapshots/c2/model.safetensors",
            ])
        #expect(store.cachedNames == ["org/name", "org/other", "org/other@refs/pr/1"])
    }

    @Test(arguments: ["org/name@c2", "org/name@main"])
    func revisionByEitherName(_ name: String) throws {
        try ModelRemoval(of: name, in: store)()
        #expect(store.cachedNames == ["org/name@refs/pr/1", "org/other", "org/other@refs/pr/1"])
        #expect(folder.files(below: "models--org--name/blobs") == ["config", "old"])
    }

    @Test func allOfIt() throws {
        try ModelRemoval(of: "org/name", in: store)()
        #expect(folder.files().allSatisfy { $0.contains("models--org--other") })
        #expect(folder.files(below: "models--org--other").count == 11)
    }

    /// A folder of the store that is a link: what it leads to is somebody else's.
    @Test func linkInTheStore() throws {
        try folder.file("elsewhere/config.json", text: ModelFolder.configuration)
        try folder.file("store/own/config.json", text: ModelFolder.configuration)
        try folder.link("store/linked", to: folder.path("elsewhere"))
        let removal = try ModelRemoval(of: "linked", in: store)
        #expect(removal.byteCount == 0)
        try removal()
        #expect(store.names == ["own"] && folder.files(below: "elsewhere") == ["config.json"])
    }

    @Test(arguments: ["org/nothing", "org/name@v9", "nothing", "../store", "", "."])
    func whatIsNotThere(_ name: String) {
        #expect(throws: CheckpointError.self) { try ModelRemoval(of: name, in: store) }
    }

    @Test func foldersOfOthers() throws {
        let path = folder.path("models--org--name/snapshots/c1")
        #expect(throws: CheckpointError.notOfTheStore(path: path)) { try ModelRemoval(of: path, in: store) }
    }
}
