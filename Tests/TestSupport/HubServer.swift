import Foundation

/// A model hub on this machine (hub-server.py), which goes when the test does.
package final class HubServer {
    /// A request that came.
    package struct Request: Decodable, Equatable, Sendable {
        /// `hub`, or `storage` for the other server that large files come from.
        package let server: String
        /// `HEAD` or `GET`.
        package let method: String
        /// The address without the server.
        package let path: String
        /// The status that it was answered with.
        package let status: Int
        /// The field of this name.
        package let authorization: String?
        /// The field of this name.
        package let range: String?
    }

    /// Why there is none.
    package enum Failure: Error {
        case doesNotStart
    }

    /// Its files, and the cache that pulls go to.
    package let folder: TemporaryFolder
    /// The address for `HF_ENDPOINT`, without the slash at its end.
    package let endpoint: String
    private let process = Process()
    private let input = Pipe()

    /// Starts one without models.
    package init() throws {
        folder = try TemporaryFolder()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", ProjectPaths.root + "/Tests/TestSupport/hub-server.py", folder.path]
        process.standardInput = input
        try process.run()
        let ports = folder.path("ports")
        for _ in 0..<1000 where !FileManager.default.fileExists(atPath: ports) { usleep(20_000) }
        guard let line = try? String(contentsOfFile: ports, encoding: .utf8),
            let port = line.split(separator: " ").first
        else { throw Failure.doesNotStart }
        endpoint = "http://127.0.0.1:\(port)"
    }

    deinit {
        // The end of its input is the end of it.
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// The variables with which everything is asked of this server and put into a cache of its own.
    package var environment: [String: String] {
        [
            "HF_ENDPOINT": endpoint + "/", "HF_HUB_CACHE": folder.path("cache"), "HF_HOME": folder.path("home"),
            "HF_TOKEN": "", "HUGGING_FACE_HUB_TOKEN": "", "HF_HUB_OFFLINE": "", "TRANSFORMERS_OFFLINE": "",
            "PATCHLENS_MODELS": folder.path("store"), "http_proxy": "", "no_proxy": "127.0.0.1",
        ]
    }

    /// Adds the files of a folder as a model.
    package func add(_ model: String, from directory: String) throws {
        let destination = folder.path("models/" + model)
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: destination).deletingLastPathComponent().path,
            withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: directory, toPath: destination)
    }

    /// Says how it behaves from now on; see hub-server.py.
    package func behave(_ faults: [String: Any]) throws {
        try JSONSerialization.data(withJSONObject: faults)
            .write(to: URL(fileURLWithPath: folder.path("behaviour.json")), options: .atomic)
    }

    /// What came until now, in order.
    package var requests: [Request] {
        get throws {
            guard let log = try? folder.contents("requests") else { return [] }
            return try log.split(separator: UInt8(ascii: "\n")).map {
                try JSONDecoder().decode(Request.self, from: Data($0))
            }
        }
    }

    /// The files of the cache that are not locks, and no references.
    package var cachedFiles: [String] { folder.files(below: "cache").filter { !$0.hasPrefix(".locks/") } }
}
