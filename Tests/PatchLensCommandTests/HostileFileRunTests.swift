import Foundation
import PatchLens
import TestSupport
import Testing

/// `patchlens overlay` as a process on files that no camera made: each is refused for what is wrong with it, and the
/// run goes on to the sound one behind it.
@Suite("Hostile files in a run")
struct HostileFileRunTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder
    private static let fixtures = ProjectPaths.root + "/Tests/ImageDecodingTests/Fixtures"

    init() throws { folder = try TemporaryFolder() }

    private func copy(_ source: String, to name: String) throws {
        try folder.file(name, [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(Self.fixtures)/\(source)"))))
    }

    private func overlay(_ arguments: String..., of paths: [String]) throws -> BuiltCommand.Result {
        try patchlens(
            ["overlay"] + paths + ["--model", SmallModel.directory, "-o", folder.path("out"), "--short-side", "32"]
                + arguments)
    }

    /// Every `--json` line by the input's file name.
    private func records(_ result: BuiltCommand.Result) throws -> [String: [String: Any]] {
        var records: [String: [String: Any]] = [:]
        for line in result.lines {
            let record = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let input = try #require(record["input"] as? String)
            records[String(input.split(separator: "/").last ?? "")] = record
        }
        return records
    }

    private static let refused: [(fixture: String, kind: String)] = [
        ("bomb.png", "tooLarge"), ("bomb.jpg", "tooLarge"), ("bomb-progressive.jpg", "tooLarge"),
        ("scans-501.jpg", "tooLarge"), ("bad-crc.png", "corrupt"), ("bad-adler.png", "corrupt"),
        ("hole.jpg", "corrupt"), ("no-end.png", "truncated"), ("12-bit.jpg", "unsupported"),
    ]

    @Test(.timeLimit(.minutes(1)))
    func eachIsRefusedForWhatIsWrongAndTheRunGoesOn() throws {
        for (fixture, _) in Self.refused { try copy("Damaged/\(fixture)", to: "photos/\(fixture)") }
        try copy("PNG/rgb-8.png", to: "photos/a png.jpg")
        try copy("PNG/animated.png", to: "photos/animated.png")
        try folder.file("photos/empty.png", [])
        try folder.file("photos/one byte.png", [0x89])
        try folder.file("photos/folder.png/inside.txt", text: "nothing")
        try #require(mkfifo(folder.path("photos/pipe.png"), 0o600) == 0)

        let result = try overlay(
            "--json", "--template", "{name}.png", of: [folder.path("photos"), "/dev/zero"])
        #expect(result.status == 1)
        let records = try records(result)
        let kinds = Dictionary(uniqueKeysWithValues: Self.refused.map { ($0.fixture, $0.kind) }).merging(
            ["empty.png": "empty", "one byte.png": "unknownFormat", "pipe.png": "notAFile", "zero": "notAFile"]
        ) { $1 }
        for (name, kind) in kinds {
            let error = records[name]?["error"] as? [String: Any]
            #expect(error?["kind"] as? String == kind, "\(name)")
            #expect(error?["retryable"] as? Bool == false, "\(name)")
        }
        #expect(records["a png.jpg"]?["status"] as? String == "done")
        #expect(records["a png.jpg"]?["warnings"] as? [String] == [])
        #expect(records["animated.png"]?["warnings"] as? [String] == ["animated"])
        #expect(result.errors.contains("animated.png: is an animation"))
        #expect(records.count == kinds.count + 2)
        #expect(folder.files(below: "out") == ["a png.jpg.png", "animated.png.png"])
    }

    /// Refused, then decoded with the permission, then refused again without: each a run of other options.
    @Test func truncatedFilesAreDecodedWhenAllowedAndSaySo() throws {
        let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.images)/rocket.jpg")))
        let photo = try folder.file("photos/cut.jpg", Array(whole.prefix(whole.count / 2)))
        #expect(try overlay(of: [photo]).errors.contains("is an incomplete JPEG"))

        let allowed = try overlay("--json", "--allow-truncated", of: [photo])
        #expect(allowed.status == 0)
        #expect(try records(allowed)["cut.jpg"]?["warnings"] as? [String] == ["truncated"])
        #expect(allowed.errors.contains("warning") && allowed.errors.contains("is incomplete"))
        #expect(try Picture(contentsOf: folder.path("out/cut.png")).size == PictureSize(height: 427, width: 640))
        #expect(try manifests().contains(#""warnings":["truncated"]"#))

        #expect(try overlay(of: [photo]).status == 1)
    }

    /// All that the manifests of the output folder say.
    private func manifests() throws -> String {
        let place = folder.path("out/.patchlens")
        let names = try FileManager.default.contentsOfDirectory(atPath: place).filter { $0.hasSuffix(".jsonl") }
        return try names.map { try String(contentsOfFile: "\(place)/\($0)", encoding: .utf8) }.joined()
    }

    /// What one limit refuses, another takes: `rocket.jpg` has 0.8 MB of pixels and 0.1 MB of file.
    @Test func memoryOfADecodeIsLimitedAsAsked() throws {
        let photo = "\(ProjectPaths.images)/rocket.jpg"
        let refused = try overlay("--json", "--max-decode-memory", "1", of: [photo])
        #expect(refused.status == 1)
        let error = try records(refused)["rocket.jpg"]?["error"] as? [String: Any]
        #expect(error?["kind"] as? String == "tooLarge")
        #expect((error?["message"] as? String)?.contains("the limit is 1048576") == true)
        #expect(try overlay("--max-decode-memory", "2", of: [photo]).status == 0)
    }
}
