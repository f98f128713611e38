import Foundation
import TestSupport
import Testing

/// `patchlens model pull|list|verify|remove` as processes, with a hub on this machine.
struct ModelPullTests {
    private let patchlens = BuiltCommand()
    private let server: HubServer

    init() throws {
        server = try HubServer()
        try server.add("org/small", from: SmallModel.directory)
    }

    private func model(_ arguments: String..., adding variables: [String: String] = [:]) throws -> BuiltCommand.Result {
        try patchlens(["model"] + arguments, environment: server.environment.merging(variables) { $1 })
    }

    private func object(_ line: String?) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line?.utf8 ?? "".utf8)) as? [String: Any])
    }

    @Test func fetchedModelDraws() throws {
        let pulled = try model("pull", "org/small")
        #expect(pulled.status == 0, "\(pulled.errors)")
        #expect(pulled.errors.hasPrefix("patchlens: org/small: 3 files of 251.0 kB, 251.0 kB fetched in "))
        let snapshot = try #require(pulled.lines.first)
        #expect(pulled.lines == [snapshot])
        for name in ["org/small", snapshot, snapshot + "/model.safetensors"] {
            let drawn = try patchlens(
                [
                    ProjectPaths.images + "/chelsea.png", "-o", server.folder.path("out"), "--overwrite", "--model",
                    name,
                ],
                environment: server.environment)
            #expect(drawn.status == 0, "\(drawn.errors)")
        }
        let again = try model("pull", "org/small", "-q")
        #expect(again.status == 0 && again.output == pulled.output && again.errors.isEmpty)
    }

    @Test func recordOfAPull() throws {
        let result = try model("pull", "org/small@refs/pr/1", "--json")
        let record = try object(result.lines.first)
        #expect(record.keys.sorted() == ["bytes", "commit", "fetched", "files", "folder", "name"])
        #expect(record["bytes"] as? Int == record["fetched"] as? Int && result.errors.isEmpty)
        #expect(record["name"] as? String == "org/small@refs/pr/1")
    }

    /// Ended in the middle, as by a power cut, it goes on where it was.
    @Test func goesOnAfterItWasKilled() throws {
        try server.behave(["pause": 0.3])
        let process = Process()
        process.executableURL = patchlens.executable
        process.arguments = ["model", "pull", "org/small", "-q"]
        process.environment = ProcessInfo.processInfo.environment.merging(server.environment) { $1 }
        try process.run()
        // Until some of the weights are there; they come in four pieces.
        let unfinished = { server.cachedFiles.first { $0.hasSuffix(".incomplete") } }
        let begun = { try unfinished().map { try server.folder.contents("cache/" + $0).count } ?? 0 }
        for _ in 0..<500 where try begun() < 65536 { usleep(10_000) }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let left = try begun()
        try #require(left >= 65536 && left < 249_000)
        #expect(try model("show", "org/small").status == 2)
        #expect(try model("list").output.isEmpty)

        try server.behave([:])
        #expect(try model("pull", "org/small").status == 0)
        #expect(try server.requests.last?.range == "bytes=\(left)-")
        #expect(try model("verify", "org/small").status == 0)
    }

    /// One fetches and the others wait; all end well, and nothing is fetched twice.
    @Test func severalAtOnce() async throws {
        try server.behave(["pause": 0.1])
        let variables = server.environment
        let results = try await withThrowingTaskGroup(of: BuiltCommand.Result.self) { group in
            for _ in 0..<3 {
                group.addTask { try BuiltCommand()(["model", "pull", "org/small"], environment: variables) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.allSatisfy { $0.status == 0 }, "\(results.map(\.errors))")
        #expect(Set(results.map(\.output)).count == 1)
        #expect(try server.requests.filter { $0.server == "storage" }.count == 1)
        #expect(server.cachedFiles.count == 7)
        #expect(try model("verify", "org/small").status == 0)
    }

    @Test(arguments: [
        (["HF_HUB_OFFLINE": "1"], "org/small", "HF_HUB_OFFLINE is set"),
        ([:], "org/nothing", "there is no model org/nothing"), ([:], "nothing", "organisation/name"),
        (["HF_TOKEN": "hf_wrong"], "org/gated", "accept its conditions at"), ([:], "org/gated", "set HF_TOKEN"),
    ])
    func saysWhatFailed(variables: [String: String], name: String, message: String) throws {
        if name == "org/gated" { try server.behave(["token": "hf_right"]) }
        let result = try model("pull", name, adding: variables)
        #expect(result.status == 2)
        #expect(result.errorLines.count == 1 && result.errors.contains(message), "\(result.errors)")
        #expect(!result.errors.contains("hf_wrong"))
    }

    @Test func verifyNamesWhatIsWrong() throws {
        let snapshot = try #require(try model("pull", "org/small").lines.first)
        let sound = try object(try model("verify", "org/small", "--json").lines.first)
        #expect((sound["files"] as? [[String: Any]])?.compactMap { $0["hash"] as? String } == ["git", "sha256", "git"])
        #expect((sound["faults"] as? [String])?.isEmpty == true)

        let weights = URL(fileURLWithPath: snapshot + "/model.safetensors").resolvingSymlinksInPath()
        var bytes = try Data(contentsOf: weights)
        bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xC0, 0x7F])
        try bytes.write(to: weights)
        let result = try model("verify", "org/small")
        #expect(result.status == 2 && result.errorLines.count == 2)
        #expect(result.errors.contains("model.safetensors: its content has the hash"))
        #expect(result.errors.contains("has nan at ["), "\(result.errors)")
        #expect(try model("verify", "org/nothing").status == 2)
    }

    @Test func listSaysWhereAndHowLarge() throws {
        _ = try model("pull", "org/small")
        _ = try model("pull", "org/small@refs/pr/1")
        try server.add("../store/own", from: SmallModel.directory)
        try server.folder.file("store/other/config.json", text: #"{"model_type": "bert"}"#)
        let entries = try model("list", "--json").lines.map(object)
        #expect(entries.map { $0["name"] as? String } == ["other", "own", "org/small"])
        #expect(entries.map { $0["place"] as? String } == ["store", "store", "cache"])
        #expect(entries.map { $0["bytes"] as? Int } == [22, 251_027, 251_027])
        #expect((entries[0]["error"] as? String)?.contains("there is no model.safetensors") == true)
        #expect(entries[1]["family"] as? String == "dinov2" && entries[2]["elementTypes"] as? [String] == ["F32"])
        #expect(try model("list").lines.last?.hasPrefix("org/small  dinov2  251.0 kB  F32  /") == true)
    }

    @Test func removeFromTheCacheTakesAYes() throws {
        _ = try model("pull", "org/small")
        let refused = try model("remove", "org/small")
        #expect(refused.status == 64 && refused.errors.contains("--yes removes"))
        #expect(refused.errors.contains("frees 251.1 kB"))
        #expect(server.cachedFiles.count == 7)
        let removed = try model("remove", "org/small", "--yes")
        #expect(removed.status == 0 && removed.errors == "patchlens: org/small removed, 251.1 kB freed\n")
        #expect(server.folder.files(below: "cache") == [])
    }

    @Test func removeFromTheStore() throws {
        try server.add("../store/own", from: SmallModel.directory)
        try server.add("../elsewhere/own", from: SmallModel.directory)
        let elsewhere = try model("remove", server.folder.path("elsewhere/own"), "--yes")
        #expect(elsewhere.status == 2 && elsewhere.errors.contains("is not in the model store"))
        #expect(server.folder.files(below: "elsewhere").count == 3)
        let record = try object(try model("remove", "own", "--json").lines.first)
        #expect(record["bytes"] as? Int == 251_027)
        #expect(server.folder.files(below: "store") == [])
        #expect(try model("remove", "own").status == 2)
    }
}
