import Foundation
import PatchLens
import TestSupport
import Testing

/// Several processes that share the pictures and the output folder, with a small random model.
@Suite("The command in shards")
struct ShardRunTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["chelsea.png", "coffee.png", "rocket.jpg"] {
            let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.images)/\(name)")))
            for index in 0..<4 { try folder.file("p/\(index)/\(name)", bytes) }
        }
    }

    private func arguments(_ command: String, into output: String, _ more: [String]) -> [String] {
        [
            command, folder.path("p"), "-o", folder.path(output), "--model", SmallModel.directory, "--short-side", "24",
            "-q",
        ]
            + more
    }

    /// Starts all shards, and waits for them.
    private func runShards(_ count: Int, _ command: String, _ more: [String] = []) throws {
        let processes = try (0..<count).map { index in
            let process = Process()
            process.executableURL = patchlens.executable
            process.arguments = arguments(command, into: "out", ["--shard", "\(index)/\(count)"] + more)
            try process.run()
            return process
        }
        for process in processes {
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
    }

    @Test func togetherTheyAreOneRun() throws {
        let method = ["--method", "lost", "--layout", "heatmap", "--template", "{dir}/{stem}.{index}.png"]
        try runShards(3, "overlay", method)
        #expect(try patchlens(arguments("overlay", into: "whole", method)).status == 0)
        let (parts, whole) = (folder.files(below: "out"), folder.files(below: "whole"))
        #expect(parts.filter { $0.hasSuffix(".png") } == whole.filter { $0.hasSuffix(".png") })
        for file in whole where file.hasSuffix(".png") {
            #expect(try folder.contents("out/\(file)") == folder.contents("whole/\(file)"), "\(file)")
        }
        let objects = (0..<3).map { "objects-\($0)-of-3.json" }
        #expect(parts.filter { $0.hasSuffix(".json") } == objects)
        #expect(
            try objects.flatMap { try files(in: "out/\($0)") }.sorted() == files(in: "whole/objects.json").sorted())
        let records = try FileManager.default.contentsOfDirectory(atPath: folder.path("out/.patchlens")).sorted()
        #expect(records.filter { $0.hasPrefix("_done") } == (0..<3).map { "_done-\($0)-of-3.json" })
        #expect(records.count { $0.hasSuffix(".jsonl") } == 3)

        // Every run knows what all made.
        let again = try patchlens(
            arguments("overlay", into: "out", ["--shard", "1/3"] + method).filter { $0 != "-q" })
        #expect(again.errors.contains("0 done") && !again.errors.contains(", 0 skipped"), "\(again.errors)")
        // And one of all pictures takes over what they found.
        let all = try patchlens(arguments("overlay", into: "out", method).filter { $0 != "-q" })
        #expect(all.errors.contains("0 done, 12 skipped"), "\(all.errors)")
        #expect(try folder.contents("out/objects.json") == folder.contents("whole/objects.json"))
        // After which a shard finds nothing to do, whether its own file is there or not.
        for name in objects { try folder.remove("out/\(name)") }
        let last = try patchlens(
            arguments("overlay", into: "out", ["--shard", "1/3"] + method).filter { $0 != "-q" })
        #expect(last.errors.contains("0 done") && !last.errors.contains(", 0 skipped"), "\(last.errors)")
    }

    /// The pictures of a COCO file.
    private func files(in path: String) throws -> [String] {
        let object = try JSONSerialization.jsonObject(with: Data(folder.contents(path))) as? [String: Any]
        return try #require(object?["images"] as? [[String: Any]]).compactMap { $0["file_name"] as? String }
    }

    @Test func filesOfAllPicturesAreOneAShard() throws {
        try runShards(2, "evaluate", ["--steps", "2", "--methods", "attention"])
        try runShards(2, "heads")
        try runShards(2, "features", ["--gather", "all.npy", "--pool", "mean"])
        let names = ["all.jsonl", "all.npy"] + EvaluationFiles.names + HeadFiles().all
        let expected = try names.flatMap { name in try (0..<2).map { try Shard(index: $0, of: 2).name(of: name) } }
        #expect(folder.files(below: "out") == expected.sorted())
        let rows = try (0..<2).map { shard in
            try folder.contents("out/all-\(shard)-of-2.jsonl").split(separator: UInt8(ascii: "\n")).count
        }
        #expect(rows.reduce(0, +) == 12)
    }

    /// Outputs among the inputs, on the second run as on the first, and by another run into another folder.
    @Test func outputsInsideTheInputsAreNotRead() throws {
        for (output, count) in [("p/out", 12), ("p/out", 12), ("p/deep/out2", 12)] {
            let layout = ["--layout", "heatmap", "--no-manifest", "--overwrite"]
            let result = try patchlens(arguments("overlay", into: output, layout).filter { $0 != "-q" })
            #expect(result.errors.contains("\(count) done, 0 skipped, 0 failed"), "\(result.errors)")
        }
        try folder.link("linked", to: "p/deep/out2")
        let result = try patchlens(arguments("heads", into: "linked", ["--overwrite"]).filter { $0 != "-q" })
        #expect(result.errors.contains("12 done"), "\(result.errors)")
        #expect(result.errors.contains("'\(folder.path("p/out"))' is not searched"))
        let evaluated = try patchlens(
            arguments("evaluate", into: "p/report", ["--steps", "2", "--methods", "attention"]))
        #expect(evaluated.status == 0)
        let counted = try patchlens(arguments("overlay", into: "p/out", ["--dry-run", "--overwrite"]))
        #expect(counted.lines.count == 12)
        // Where the output folder is above the inputs, or a list names what is in it.
        try folder.remove("p/out")
        let beside = ["--template", "{root}/{dir}/{stem}.overlay.png", "--layout", "heatmap"]
        for _ in 0..<2 {
            let result = try patchlens(arguments("overlay", into: ".", beside + ["--overwrite"]).filter { $0 != "-q" })
            #expect(result.errors.contains("12 done"), "\(result.errors)")
        }
        let list = try folder.file(
            "list", text: folder.files(below: "p").map { folder.path("p/\($0)") }.joined(separator: "\n"))
        let listed = try patchlens(
            ["--files-from", list, "-o", folder.path, "--model", SmallModel.directory, "--dry-run"]
                + ["--exclude", "report", "--exclude", "deep"])
        #expect(listed.lines.count == 12 && listed.errors.contains("12 files in the output folder are left out"))
    }
}
