import Checkpoints
import TestSupport
import Testing

/// Where a model is looked for, in which order, and what is said when it is nowhere.
struct ModelStoreTests {
    @Test(arguments: [
        (["PATCHLENS_MODELS": "/a", "XDG_DATA_HOME": "/b", "HOME": "/c"], "/a"),
        (["XDG_DATA_HOME": "/b", "HOME": "/c"], "/b/patchlens/models"),
        (["PATCHLENS_MODELS": "", "XDG_DATA_HOME": "", "HOME": "/c"], "/c/.local/share/patchlens/models"),
        ([:], nil),
    ])
    func directory(environment: [String: String], expected: String?) {
        #expect(ModelStore(environment: environment).directory == expected)
    }

    @Test func namesAreThoseOfModels() throws {
        let folder = try TemporaryFolder()
        for name in ["b/config.json", "a/config.json", ".converting-a.x/config.json", "not a model/other", "file"] {
            try folder.file(name)
        }
        #expect(ModelStore(environment: ["PATCHLENS_MODELS": folder.path]).names == ["a", "b"])
        #expect(ModelStore(environment: ["PATCHLENS_MODELS": folder.path("absent")]).names == [])
        #expect(ModelStore(environment: [:]).names == [])
    }

    @Test func nameInTheStore() throws {
        let folder = try TemporaryFolder()
        try ModelFolder.add(to: folder, at: "m")
        let checkpoint = try Checkpoint(named: "m", environment: ["PATCHLENS_MODELS": folder.path])
        #expect(checkpoint.name == "m" && checkpoint.directory == folder.path("m"))
    }

    @Test func folderBeforeName() throws {
        let folder = try TemporaryFolder()
        try folder.file("m/config.json", text: ModelFolder.configuration)
        let store = ModelStore(environment: ["PATCHLENS_MODELS": folder.path])
        #expect(try store.location(of: folder.path("m")).directory == folder.path("m"))
        try folder.file("empty/readme")
        let error = CheckpointError.incompleteModel(directory: folder.path("empty"), missing: "config.json")
        #expect(throws: error) { try store.location(of: folder.path("empty")) }
    }

    @Test(arguments: ["../m", "..", ".hidden", ""])
    func namesDoNotLeaveTheStore(_ name: String) throws {
        let folder = try TemporaryFolder()
        try folder.file("m/config.json", text: ModelFolder.configuration)
        try folder.file("store/.hidden/config.json", text: ModelFolder.configuration)
        try folder.file("config.json", text: ModelFolder.configuration)
        let store = ModelStore(environment: ["PATCHLENS_MODELS": folder.path("store")])
        #expect(throws: CheckpointError.self) { try store.location(of: name) }
    }

    @Test(arguments: [
        ("dinov2-small", "Tools/setup.sh"), ("dinov2-base", "patchlens model pull facebook/dinov2-base"),
        ("someone/model", "patchlens model pull someone/model"),
        ("someone/model@v2", "patchlens model pull someone/model@v2"), ("whatever", nil),
        ("../absent", nil), ("a/b/c", nil), ("a/b@../../c", nil),
    ])
    func missingModel(name: String, command: String?) throws {
        let folder = try TemporaryFolder()
        let environment = ["PATCHLENS_MODELS": folder.path("models"), "HF_HOME": folder.path("hf")]
        let error = CheckpointError.modelNotFound(
            name: name, searched: [folder.path("models"), folder.path("hf/hub")], command: command)
        #expect(throws: error) { try Checkpoint(named: name, environment: environment) }
    }
}
