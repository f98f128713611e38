import Foundation
import TestSupport
import Testing

/// Runs over other pictures into one output folder: none is lost, and none is taken for another.
@Suite("Several runs into one folder")
struct SharedOutputTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try put("chelsea.png", as: "one/x.png")
        try put("coffee.png", as: "other/x.png")
    }

    private func put(_ sample: String, as path: String) throws {
        try folder.file(path, [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.images)/\(sample)"))))
    }

    private func overlay(_ input: String, _ more: String...) throws -> BuiltCommand.Result {
        try patchlens(
            [folder.path(input), "-o", folder.path("out"), "--model", SmallModel.directory, "--short-side", "56"] + more
        )
    }

    /// What there is of another picture is neither this one's nor to be replaced without being told to.
    @Test(arguments: ["time", "sha256"])
    func anotherPicturesOutputIsLeft(comparison: String) throws {
        #expect(try overlay("one", "--hash", comparison).status == 0)
        let first = try folder.contents("out/x.png")
        let refused = try overlay("other", "--hash", comparison, "--json")
        #expect(refused.status == 1 && refused.output.contains("\"kind\":\"outputTaken\""), "\(refused.output)")
        #expect(try folder.contents("out/x.png") == first)
        #expect(try overlay("other", "--hash", comparison, "--overwrite").status == 0)
        #expect(try folder.contents("out/x.png") != first)
        #expect(try overlay("other", "--hash", comparison).errors.contains("0 done, 1 skipped"))
        #expect(try overlay("one", "--hash", comparison).status == 1)
    }

    /// A folder that was renamed holds the pictures it held, and what has changed is still seen.
    @Test func aRenamedFolderIsTheSame() throws {
        #expect(try overlay("other").status == 0)
        try FileManager.default.moveItem(atPath: folder.path("other"), toPath: folder.path("renamed"))
        #expect(try overlay("renamed").errors.contains("0 done, 1 skipped"))
        let changed = try overlay("renamed", "--colormap", "magma")
        #expect(changed.errors.contains("made otherwise") && changed.errors.contains("1 done, 0 skipped"))
    }

    /// Only failures of pictures that were tried count: a rerun gets further than the run before.
    @Test func oldFailuresAreNotCounted() throws {
        for index in 0..<8 { try folder.file("one/bad\(index).png", text: "no picture") }
        for run in 1...2 {
            let result = try overlay("one", "--max-errors", "3", "--jobs", "1")
            #expect(result.errors.contains("0 done, 0 skipped, \(3 * run) failed"), "\(result.errors)")
            #expect(result.errors.contains("stopped by --max-errors 3"))
        }
        #expect(try overlay("one", "--max-errors", "3", "--jobs", "1").errors.contains("1 done, 0 skipped, 8 failed"))
    }

    /// A second name of a file is a picture of its own among the objects.
    @Test func linksKeepTheirObjects() throws {
        for _ in 0..<2 {
            #expect(try overlay("one", "--method", "tokencut").status == 0)
            if !FileManager.default.fileExists(atPath: folder.path("one/y.png")) {
                try FileManager.default.linkItem(atPath: folder.path("one/x.png"), toPath: folder.path("one/y.png"))
            }
        }
        let document = try JSONSerialization.jsonObject(with: Data(folder.contents("out/objects.json")))
        let images = try #require((document as? [String: Any])?["images"] as? [[String: Any]])
        let names = images.compactMap { ($0["file_name"] as? String)?.split(separator: "/").last.map(String.init) }
        #expect(names.sorted() == ["x.png", "y.png"])
    }
}
