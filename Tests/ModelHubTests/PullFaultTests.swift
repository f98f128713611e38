import Checkpoints
import ModelHub
import TestSupport
import Testing

/// What can go wrong on the way: nothing half fetched is ever taken for a model, and what failed can be taken up again.
struct PullFaultTests {
    private let server: HubServer

    init() throws {
        server = try HubServer()
        try server.add("org/small", from: SmallModel.directory)
    }

    private func pull(
        _ name: String = "org/small", adding variables: [String: String] = [:]
    ) throws(HubError) -> PulledModel {
        try ModelHub(environment: server.environment.merging(variables) { $1 }, retry: .quick).pull(name)
    }

    /// The error of a pull that must fail, and leave no model behind.
    private func failure(_ name: String = "org/small", adding variables: [String: String] = [:]) throws -> HubError {
        let error = try #require(throws: HubError.self) { try pull(name, adding: variables) }
        #expect(ModelStore(environment: server.environment).cachedNames == [])
        #expect(server.folder.files(below: "cache/models--org--small/refs") == [])
        return error
    }

    private func wholeWeights() throws -> [UInt8] { try server.folder.contents("models/org/small/model.safetensors") }

    private func weights(of pulled: PulledModel) throws -> [UInt8] {
        try server.folder.contents("cache/models--org--small/snapshots/\(pulled.commit)/model.safetensors")
    }

    /// Twice in one run; each time it goes on where it was.
    @Test func cutConnection() throws {
        try server.behave(["cut": ["model.safetensors": [100_000, 50_000]]])
        let pulled = try pull()
        #expect(try weights(of: pulled) == wholeWeights())
        let ranges = try server.requests.filter { $0.server == "storage" }.map(\.range)
        #expect(ranges == [nil, "bytes=100000-", "bytes=150000-"])
        #expect(pulled.fetched == pulled.bytes)
    }

    /// The run ends, and another goes on.
    @Test func cutAgainAndAgain() throws {
        try server.behave(["cut": ["model.safetensors": [100_000, 0, 0, 0, 0]]])
        guard case .unreachable = try failure() else { return #expect(Bool(false), "another error") }
        let unfinished = server.cachedFiles.filter { $0.hasSuffix(".incomplete") }
        #expect(unfinished.count == 1)
        try server.behave([:])
        let pulled = try pull()
        #expect(try weights(of: pulled) == wholeWeights())
        #expect(try server.requests.last?.range == "bytes=100000-")
        #expect(pulled.fetched == pulled.bytes - 100_000 - 1123, "two small files and a part were there")
        #expect(server.cachedFiles.allSatisfy { !$0.contains(".patchlens-") })
    }

    /// A server that sends everything though a part was asked for.
    @Test func rangeIsIgnored() throws {
        try server.behave(["cut": ["model.safetensors": [100_000]], "whole": true])
        #expect(try weights(of: pull()) == wholeWeights())
    }

    /// What an earlier run left is not what it should be: it is thrown away, and fetched again.
    @Test func leftOverIsWrong() throws {
        try server.behave(["cut": ["model.safetensors": [100_000, 0, 0, 0, 0]]])
        _ = try failure()
        let left = try #require(server.cachedFiles.first { $0.hasSuffix(".incomplete") })
        var bytes = try server.folder.contents("cache/" + left)
        bytes[500] ^= 1
        try server.folder.file("cache/" + left, bytes)
        try server.behave([:])
        #expect(try weights(of: pull()) == wholeWeights())
    }

    /// The file becomes another after the connection was cut: the two are not mixed.
    @Test func changedWhileResuming() throws {
        var changed = try wholeWeights()
        changed[changed.count - 1] ^= 1
        try server.folder.file("changed/org/small/model.safetensors", changed)
        try server.behave(["cut": ["model.safetensors": [100_000]], "changes": true])
        #expect(try weights(of: pull()) == changed)
        #expect(try server.requests.filter { $0.server == "storage" }.map(\.range) == [nil, nil])
        #expect(server.cachedFiles.allSatisfy { !$0.contains(".patchlens-") })
    }

    @Test func wrongHash() throws {
        try server.behave(["wrong": ["model.safetensors"]])
        guard case .wrongContent(file: "model.safetensors", _, _) = try failure() else {
            return #expect(Bool(false), "another error")
        }
        #expect(server.cachedFiles.count == 2, "the two small files, and nothing of the weights")
        try server.behave(["wrong": ["config.json"]])
        try server.folder.remove("cache")
        guard case .wrongContent(file: "config.json", _, _) = try failure() else {
            return #expect(Bool(false), "another error")
        }
    }

    @Test(arguments: [[503], [429, 500, 502]])
    func passingFailures(statuses: [Int]) throws {
        try server.behave(["fail": ["api": statuses, "model.safetensors": statuses]])
        #expect(try weights(of: pull()) == wholeWeights())
    }

    @Test func lastingFailure() throws {
        try server.behave(["fail": ["api": [503, 503, 503, 503, 503]]])
        guard case .unavailable(_, status: 503, _) = try failure() else { return #expect(Bool(false), "another error") }
        #expect(try server.requests.count == 4)
    }

    @Test func whatIsNotThere() throws {
        for name in ["org/nothing", "org/small@v9"] {
            guard case .notFound = try failure(name) else { return #expect(Bool(false), "another error") }
        }
        #expect(try failure("small") == .badName("small"))
        #expect(try failure("org/small@../x") == .badName("org/small@../x"))
    }

    @Test func whoMayNotHaveIt() throws {
        try server.behave(["token": "hf_right"])
        guard case .refused("org/small", 401, withToken: false, _) = try failure(),
            case .refused("org/small", 403, withToken: true, _) = try failure(adding: ["HF_TOKEN": "hf_wrong"])
        else { return #expect(Bool(false), "another error") }
    }

    @Test(arguments: ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
    func offlineAsksNothing(variable: String) throws {
        #expect(try failure(adding: [variable: "1"]) == .offline(variable: variable))
        #expect(try server.requests.isEmpty)
    }

    @Test func nobodyListens() throws {
        guard case .unreachable = try failure(adding: ["HF_ENDPOINT": "http://127.0.0.1:1"]) else {
            return #expect(Bool(false), "another error")
        }
        #expect(try failure(adding: ["HF_ENDPOINT": "ftp://hub"]) == .badEndpoint("ftp://hub"))
    }

    @Test func moreThanTheDiskHas() throws {
        try server.behave(["sizes": ["model.safetensors": 1 << 47]])
        guard case .notEnoughSpace = try failure() else { return #expect(Bool(false), "another error") }
        try server.behave(["sizes": ["model.safetensors": 1 << 62]])
        guard case .badResponse = try failure() else { return #expect(Bool(false), "another error") }
    }

    /// Longer than announced, and shorter.
    @Test(arguments: [1000, 300_000])
    func anotherSize(size: Int) throws {
        try server.behave(["sizes": ["model.safetensors": size]])
        _ = try failure()
        #expect(server.cachedFiles.filter { $0.contains("blobs/") && !$0.hasSuffix(".incomplete") }.count == 2)
    }

    @Test func redirectsWithoutEnd() throws {
        try server.behave(["loop": true])
        guard case .badResponse = try failure() else { return #expect(Bool(false), "another error") }
    }

    @Test func weightsThatAreNotRead() throws {
        try server.folder.remove("models/org/small/model.safetensors")
        #expect(try failure() == .noSafetensors(model: "org/small", found: []))
        try server.folder.file("models/org/small/pytorch_model.bin")
        let error = try failure()
        #expect(error == .noSafetensors(model: "org/small", found: ["pytorch_model.bin"]))
        #expect("\(error)".contains("python3 Tools/convert-checkpoint.py pytorch_model.bin OUTPUT_DIRECTORY"))
        for name in ["a.safetensors", "b.safetensors"] { try server.folder.file("models/org/small/" + name) }
        #expect(try failure() == .ambiguousWeights(model: "org/small", found: ["a.safetensors", "b.safetensors"]))
    }

    /// A file where the cache's folder should be, or a folder that cannot be made.
    @Test func cacheThatCannotBeWritten() throws {
        let file = try server.folder.file("taken")
        guard case .file = try failure(adding: ["HF_HUB_CACHE": file]) else {
            return #expect(Bool(false), "another error")
        }
    }
}
