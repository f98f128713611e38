import Foundation
import TestSupport
import Testing

/// Runs that are killed at moments of their lives and taken up again; Tools/reliability/kill.sh does so fifty times.
@Suite("The command killed and run again")
struct KilledRunTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder

    /// Some dozens of pictures, small ones and photographs by turns.
    init() throws {
        folder = try TemporaryFolder()
        let photograph = try contents(of: "\(ProjectPaths.images)/coffee.png")
        let small = try contents(of: "\(ProjectPaths.golden)/../ImageDecodingTests/Fixtures/JPEG/ycbcr-420.jpg")
        for index in 10..<34 {
            try folder.file(
                index.isMultiple(of: 4) ? "p/\(index).png" : "p/\(index).jpg",
                index.isMultiple(of: 4) ? photograph : small)
        }
    }

    private func contents(of path: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(filePath: path))) }

    private func arguments(_ options: [String], into out: String) -> [String] {
        [folder.path("p"), "-o", folder.path(out), "--model", SmallModel.directory, "--short-side", "56", "-q"]
            + options
    }

    /// Starts a run and kills it when so many files are there; false if it was done before.
    private func kill(_ options: [String], when count: Int) throws -> Bool {
        let process = Process()
        process.executableURL = patchlens.executable
        process.arguments = arguments(options, into: "out")
        try process.run()
        while process.isRunning, folder.files(below: "out").count < count { usleep(500) }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal
    }

    /// Whether a file is on its way, or was.
    private static func isTemporary(_ name: String) -> Bool {
        name.split(separator: "/").last?.hasPrefix(".patchlens-") == true
    }

    /// Pictures that all manifests together say were done, as often as they say so.
    private func done() throws -> [String] {
        let place = folder.path("out/.patchlens")
        let manifests = try FileManager.default.contentsOfDirectory(atPath: place).filter { $0.hasSuffix(".jsonl") }
        return try manifests.flatMap { name in
            try folder.contents("out/.patchlens/\(name)").split(separator: UInt8(ascii: "\n")).compactMap { line in
                let line = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
                let picture = line?["picture"] as? [String: Any]
                return picture?["status"] as? String == "done" ? picture?["target"] as? String : nil
            }
        }
    }

    /// Two files a picture; and what is found in all of them in one file, which is written last.
    @Test(arguments: [["--save-maps", "npy"], ["--method", "lost,tokencut"]])
    func whatIsThereIsWholeAndTheRestFollows(options: [String]) throws {
        #expect(try patchlens(arguments(options, into: "undisturbed")).status == 0)
        let expected = folder.files(below: "undisturbed")
        #expect(expected.count == (options.contains("lost,tokencut") ? 49 : 48))

        var killed = 0
        for count in [1, 9, 20] {
            guard try kill(options, when: count) else { break }
            killed += 1
            for name in folder.files(below: "out") where !Self.isTemporary(name) {
                #expect(try folder.contents("out/\(name)") == folder.contents("undisturbed/\(name)"), "\(name)")
            }
        }
        #expect(killed > 0)
        #expect(try patchlens(arguments(options, into: "out")).status == 0)
        #expect(folder.files(below: "out") == expected)
        for name in expected {
            #expect(try folder.contents("out/\(name)") == folder.contents("undisturbed/\(name)"), "\(name)")
        }
        let done = try done()
        #expect(Set(done).count == done.count)
    }
}
