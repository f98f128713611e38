import Checkpoints
import ModelHub
import TestSupport
import Testing

/// Pulls from a server on this machine that speaks the hub's protocol, where all goes well.
struct PullTests {
    private let server: HubServer
    private let store: ModelStore

    init() throws {
        server = try HubServer()
        try server.add("org/small", from: SmallModel.directory)
        try server.add("org/tiny", from: ProjectPaths.root + "/Tests/CheckpointsTests/Fixtures/tiny")
        store = ModelStore(environment: server.environment)
    }

    private func pull(_ name: String, adding variables: [String: String] = [:]) throws -> PulledModel {
        try ModelHub(environment: server.environment.merging(variables) { $1 }, retry: .quick).pull(name)
    }

    @Test func wholeModel() throws {
        let pulled = try pull("org/small")
        #expect(pulled.files == ["config.json", "preprocessor_config.json", "model.safetensors"])
        #expect(pulled.fetched == pulled.bytes && pulled.bytes > 200_000)
        for file in pulled.files {
            #expect(try server.folder.contents("models/org/small/\(file)") == contents(of: file, in: pulled))
        }
        #expect(try store.location(of: "org/small").directory == pulled.directory)
        #expect(
            try Checkpoint(directory: SmallModel.directory).configuration
                == Checkpoint(directory: pulled.directory).configuration)
        // Three links, three contents, and the reference; nothing unfinished.
        #expect(server.cachedFiles.count == 7)
        #expect(try server.folder.contents("cache/models--org--small/refs/main") == Array(pulled.commit.utf8))
    }

    private func contents(of file: String, in pulled: PulledModel) throws -> [UInt8] {
        let path = pulled.directory.dropFirst(server.folder.path.count + 1)
        return try server.folder.contents("\(path)/\(file)")
    }

    @Test func againFetchesNothing() throws {
        let first = try pull("org/small")
        let second = try pull("org/small")
        #expect(second.fetched == 0 && second.bytes == first.bytes && second.directory == first.directory)
        #expect(try server.requests.filter { $0.server == "storage" }.count == 1)
    }

    @Test func shards() throws {
        let pulled = try pull("org/tiny")
        #expect(pulled.files.filter { $0.hasSuffix(".safetensors") }.count == 3)
        #expect(try Checkpoint(directory: pulled.directory).parameterCount == 14_160)
    }

    @Test(arguments: ["refs/pr/1", "main"])
    func revisions(_ revision: String) throws {
        let pulled = try pull("org/small@" + revision)
        #expect(try store.location(of: "org/small@" + revision).directory == pulled.directory)
        #expect(try server.requests.first?.path.hasSuffix(revision == "main" ? "/main" : "/refs%2Fpr%2F1") == true)
        // A commit needs no reference.
        let byCommit = try pull("org/small@" + pulled.commit)
        #expect(byCommit.fetched == 0)
        #expect(server.folder.files(below: "cache/models--org--small/refs") == [revision])
    }

    /// Other formats and what else lies beside them stay where they are.
    @Test func onlyWhatIsNeeded() throws {
        for name in [
            "pytorch_model.bin", "model.onnx", "tf_model.h5", "README.md", ".gitattributes", "model.fp16.safetensors",
        ] {
            try server.folder.file("models/org/small/\(name)")
        }
        for name in ["vocab.json", "merges.txt", "tokenizer.json"] {
            try server.folder.file("models/org/small/\(name)", text: "{}")
        }
        #expect(
            try pull("org/small").files
                == [
                    "config.json", "preprocessor_config.json", "tokenizer.json", "vocab.json", "merges.txt",
                    "model.safetensors",
                ])
    }

    /// By the environment or by the file that `hf auth login` leaves, to the hub and to nobody else.
    @Test(arguments: [true, false])
    func tokenStaysWithTheHub(inEnvironment: Bool) throws {
        try server.behave(["token": "hf_secret"])
        if !inEnvironment { try server.folder.file("home/token", text: "hf_secret\n") }
        _ = try pull("org/small", adding: inEnvironment ? ["HF_TOKEN": " hf_secret\n"] : [:])
        let requests = try server.requests
        #expect(requests.filter { $0.server == "hub" }.allSatisfy { $0.authorization == "Bearer hf_secret" })
        let elsewhere = requests.filter { $0.server == "storage" }
        #expect(elsewhere.count == 1 && elsewhere.allSatisfy { $0.authorization == nil })
    }

    @Test func tokenIsLeftOutWhereItIsUnwanted() throws {
        let variables = ["HF_TOKEN": "hf_secret", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"]
        _ = try pull("org/small", adding: variables)
        #expect(try server.requests.allSatisfy { $0.authorization == nil })
    }

    /// What Python has begun is completed: here, it has fetched the configuration alone.
    @Test func partOfTheSnapshotIsThere() throws {
        let commit = try pull("org/small").commit
        let repository = "cache/models--org--small"
        try server.folder.remove("\(repository)/snapshots/\(commit)/model.safetensors")
        try server.folder.remove("\(repository)/refs/main")
        let pulled = try pull("org/small")
        #expect(pulled.commit == commit && pulled.fetched == 0)
        #expect(try Checkpoint(named: "org/small", environment: server.environment).parameterCount > 0)
        #expect(server.cachedFiles.count == 7)
    }

    @Test func progressGrowsToTheTotal() throws {
        final class Steps { var all: [PullProgress] = [] }
        let steps = Steps()
        let pulled = try ModelHub(environment: server.environment).pull("org/small") { steps.all.append($0) }
        #expect(steps.all.last?.bytes == pulled.bytes && steps.all.last?.total == pulled.bytes)
        #expect(zip(steps.all, steps.all.dropFirst()).allSatisfy { $0.bytes <= $1.bytes })
        #expect(Set(steps.all.map(\.file)) == Set(pulled.files))
    }
}

extension RetryPolicy {
    /// As patient as the standard, in less time.
    static let quick = RetryPolicy(attempts: 4, firstDelay: 0.01, longestDelay: 0.05)
}
