import Foundation
import PatchLens
import TestSupport
import Testing

/// `patchlens overlay` as a process, with the default model's weights, on files as they come.
@Suite("The command on folders of pictures")
struct CommandRunTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder
    private static let fixtures = ProjectPaths.fixtures()

    init() throws { folder = try TemporaryFolder() }

    private func copy(_ source: String, to name: String) throws {
        try folder.file(name, [UInt8](Data(contentsOf: URL(fileURLWithPath: source))))
    }

    private func copySamples(to directory: String) throws {
        for (_, picture) in DefaultModel.samples {
            try copy("\(ProjectPaths.images)/\(picture)", to: "\(directory)/\(picture)")
        }
    }

    /// Overlays `photos` into `out`.
    private func overlay(_ arguments: String..., into output: String = "out") throws -> BuiltCommand.Result {
        try patchlens([folder.path("photos"), "-o", folder.path(output)] + arguments)
    }

    private func records(_ result: BuiltCommand.Result) throws -> [[String: Any]] {
        try result.lines.map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test func goesOnPastBadPictures() throws {
        try copy("\(ProjectPaths.images)/chelsea.png", to: "photos/good.png")
        try copy("\(ProjectPaths.images)/rocket.jpg", to: "photos/more/good.jpg")
        try copy("\(Self.fixtures)/pixel.png", to: "photos/pixel.png")
        let whole = try folder.contents("photos/more/good.jpg")
        try folder.file("photos/truncated.jpg", Array(whole.prefix(whole.count / 2)))
        try folder.file("photos/empty.jpeg", [])
        try folder.file("photos/text.png", text: "This is not a picture.\n")
        try #require(mkfifo(folder.path("photos/pipe.png"), 0o600) == 0)

        let result = try overlay("--json", "--save-maps", "npy")
        #expect(result.status == 1)
        let records = try records(result)
        let ends = records.map { ($0["status"] as? String ?? "") + " " + ($0["input"] as? String ?? "") }
        #expect(
            ends
                == [
                    "failed empty.jpeg", "done good.png", "done more/good.jpg", "failed pipe.png", "done pixel.png",
                    "failed text.png", "failed truncated.jpg",
                ].map { $0.replacing(" ", with: " " + folder.path("photos/")) })
        let failures = records.filter { $0["status"] as? String == "failed" }
        let errors = failures.compactMap { $0["error"] as? [String: Any] }
        #expect(errors.map { $0["code"] as? String } == Array(repeating: "decode", count: 4))
        #expect(errors.map { $0["kind"] as? String } == ["empty", "notAFile", "unknownFormat", "truncated"])
        #expect(errors.allSatisfy { ($0["message"] as? String)?.isEmpty == false })
        #expect(errors.allSatisfy { $0["retryable"] as? Bool == false })
        #expect(failures.allSatisfy { ($0["outputs"] as? [String])?.isEmpty == true })
        #expect(
            folder.files(below: "out")
                == ["good.npy", "good.png", "more/good.npy", "more/good.png", "pixel.npy", "pixel.png"])
        #expect(result.errors.contains("3 done, 0 skipped, 4 failed"))
        #expect(result.errorLines.count == 5)
    }

    /// The smallest picture is enlarged to a whole grid, and its overlay is as small as it is.
    @Test func drawsAPictureOfOnePixel() throws {
        try copy("\(Self.fixtures)/pixel.png", to: "photos/pixel.png")
        let record = try #require(try records(overlay("--json")).first)
        #expect(record["size"] as? [String: Int] == ["height": 1, "width": 1])
        #expect(record["grid"] as? [String: Int] == ["rows": 16, "columns": 16, "patchSize": 14])
        #expect(try Picture(contentsOf: folder.path("out/pixel.png")).size == PictureSize(height: 1, width: 1))
    }

    @Test func makesSmallerFilesOfTheSamePixelsWhenTold() throws {
        try copy("\(ProjectPaths.images)/chelsea.png", to: "photos/chelsea.png")
        try #require(overlay("--png-effort", "small", into: "small").status == 0)
        try #require(overlay("--png-effort", "fast", into: "fast").status == 0)
        let files = try ["small", "fast"].map { try folder.contents("\($0)/chelsea.png") }
        #expect(files[0].count < files[1].count)
        #expect(try Picture(decoding: files[0]) == Picture(decoding: files[1]))
    }

    @Test func writesTheSameBytesForAnyNumberOfJobsAndThreads() throws {
        try copySamples(to: "photos")
        let options = ["--layers", "0,-1", "--heads", "each", "--save-maps", "safetensors", "--legend"]
        let runs = [["--jobs", "1", "--threads", "1"], ["--jobs", "2"], ["--jobs", "1", "--threads", "2"], []]
        for (index, workers) in runs.enumerated() {
            let result = try patchlens([folder.path("photos"), "-o", folder.path("out\(index)")] + options + workers)
            try #require(result.status == 0, "\(result.errors)")
        }
        let files = folder.files(below: "out0")
        #expect(files.count == 4 * (2 * 6 + 1))
        for index in 1..<runs.count {
            #expect(folder.files(below: "out\(index)") == files)
            for file in files {
                let isEqual = try folder.contents("out\(index)/\(file)") == folder.contents("out0/\(file)")
                #expect(isEqual, "\(file) with \(runs[index])")
            }
        }
    }

    /// What is saved is what ONNX Runtime computes for the same weights: neither renormalised nor smoothed.
    @Test(arguments: DefaultModel.samples)
    func savesTheProbabilities(golden: String, picture: String) throws {
        try copy("\(ProjectPaths.images)/\(picture)", to: "photos/\(picture)")
        let result = try overlay("--layers", "all", "--heads", "each", "--layout", "grid", "--save-maps", "npy")
        try #require(result.status == 0, "\(result.errors)")
        let saved = try NPYFile(folder.contents("out/\(golden).npy"))
        let reference = try GoldenFile(named: golden)
        #expect(saved.shape == (try reference.shape("class_attention")))
        let expected = try reference.floats("class_attention")
        #expect(zip(saved.values, expected).allSatisfy { abs($0 - $1) <= 1e-4 })
        #expect(folder.files(below: "out") == ["\(golden).npy", "\(golden).png"])
    }

    @Test func savesFusedHeadsAsOne() throws {
        try copy("\(ProjectPaths.images)/chelsea.png", to: "photos/chelsea.png")
        try #require(try overlay("--heads", "max", "--keep-mass", "0.5", "--save-maps", "npy").status == 0)
        let saved = try NPYFile(folder.contents("out/chelsea.npy"))
        let heads = try GoldenFile(named: "chelsea").floats("class_attention").suffix(6 * 16 * 24)
        #expect(saved.shape == [1, 1, 16, 24])
        for (patch, value) in saved.values.enumerated() {
            let largest = (0..<6).map { heads[heads.startIndex + $0 * 16 * 24 + patch] }.max() ?? 0
            #expect(abs(value - largest) <= 1e-4)
        }
    }

    @Test func leavesAloneWhatIsThereUnlessToldTo() throws {
        try copySamples(to: "photos")
        try folder.file("out/coffee.png", text: "mine")
        let first = try overlay()
        #expect(first.status == 0)
        #expect(first.errors.contains("3 done, 1 skipped"))
        #expect(try folder.contents("out/coffee.png") == Array("mine".utf8))
        let chelsea = try folder.contents("out/chelsea.png")

        #expect(try overlay().errors.contains("0 done, 4 skipped"))
        #expect(try overlay("--opacity", "0.2", "--overwrite").errors.contains("4 done, 0 skipped"))
        #expect(try folder.contents("out/coffee.png").starts(with: [0x89] + Array("PNG".utf8)))
        #expect(try folder.contents("out/chelsea.png") != chelsea)
        #expect(folder.files(below: "out").count == 4)
    }

    @Test func mirrorsFoldersAndNeverReadsItsOwnOutputs() throws {
        try copy("\(ProjectPaths.images)/chelsea.png", to: "photos/chelsea.png")
        try copy("\(ProjectPaths.images)/coffee.png", to: "photos/a/b/coffee.png")
        for _ in 0..<2 { #expect(try overlay("--overwrite", into: "photos/out").errors.contains("2 done")) }
        #expect(folder.files(below: "photos/out") == ["a/b/coffee.png", "chelsea.png"])
    }

    /// The hottest pixel lies in the patch that has most of the attention.
    @Test func drawsAPhotographAtItsFullSize() throws {
        try copy("\(Self.fixtures)/large.jpg", to: "photos/large.jpg")
        let result = try overlay(
            "--layout", "heatmap", "--colormap", "grey", "--upsample", "nearest", "--save-maps", "npy")
        try #require(result.status == 0, "\(result.errors)")
        let heat = try Picture(contentsOf: folder.path("out/large.png"))
        #expect(heat.size == PictureSize(height: 1600, width: 2560))

        let saved = try NPYFile(folder.contents("out/large.npy"))
        #expect(saved.shape == [1, 1, 16, 26])
        let largest = try #require(saved.values.indices.max { saved.values[$0] < saved.values[$1] })
        let (row, column) = (largest / 26, largest % 26)
        for patch in 0..<(16 * 26) {
            let center = ((patch / 26 * 2 + 1) * 1600 / 32, (patch % 26 * 2 + 1) * 2560 / 52)
            let level = heat.pixels[(center.0 * 2560 + center.1) * 3]
            #expect((level == 255) == (patch == row * 26 + column))
        }
    }

    /// Where the picture's own pixels are not drawn, or fewer of them, a JPEG need not be decoded to all of them. What
    /// is said of the picture and what is drawn keep their sizes.
    @Test(arguments: [
        (["--layout", "heatmap"], (800, 1280), (1600, 2560)),
        (["--layout", "heatmap", "--short-side", "196"], (400, 640), (1600, 2560)),
        (["--output-side", "320", "--short-side", "196"], (400, 640), (200, 320)),
        (["--output-side", "1000"], (800, 1280), (625, 1000)), (["--full-decode"], (1600, 2560), (1600, 2560)),
        (["--layout", "heatmap", "--full-decode"], (1600, 2560), (1600, 2560)),
        (["--layout", "heatmap", "--fit", "processor"], (1600, 2560), (1600, 2560)),
        (["--layout", "heatmap", "--save-maps", "npy"], (1600, 2560), (1600, 2560)),
        (["--layout", "heatmap", "--output-side", "64", "--short-side", "448"], (1600, 2560), (40, 64)),
    ])
    func decodesNoMoreThanIsNeeded(options: [String], decoded: (Int, Int), drawn: (Int, Int)) throws {
        try copy("\(Self.fixtures)/large.jpg", to: "photos/large.jpg")
        let result = try patchlens([folder.path("photos"), "-o", folder.path("out"), "--json"] + options)
        let record = try #require(try records(result).first)
        #expect(record["size"] as? [String: Int] == ["height": 1600, "width": 2560])
        #expect(record["decoded"] as? [String: Int] == ["height": decoded.0, "width": decoded.1])
        let written = try Picture(contentsOf: folder.path("out/large.png"))
        #expect(written.size == PictureSize(height: drawn.0, width: drawn.1))
    }

    /// The heat of a reduced picture is nearly that of the whole one: both are drawn from maps that correlate.
    @Test func reducedDecodingHardlyChangesTheHeat() throws {
        try copy("\(Self.fixtures)/large.jpg", to: "photos/large.jpg")
        let options = ["--layout", "heatmap", "--colormap", "grey", "--output-side", "256"]
        let pictures = try [[], ["--full-decode"]].enumerated().map { index, option in
            let run = try patchlens([folder.path("photos"), "-o", folder.path("\(index)")] + options + option)
            try #require(run.status == 0, "\(run.errors)")
            return try Picture(contentsOf: folder.path("\(index)/large.png"))
        }
        let differences = zip(pictures[0].pixels, pictures[1].pixels).map { abs(Int($0) - Int($1)) }
        #expect(differences.reduce(0, +) < 3 * differences.count)
    }

    @Test func refusesAQueryOutsideOnePictureAndDrawsTheOther() throws {
        try copy("\(ProjectPaths.images)/chelsea.png", to: "photos/chelsea.png")
        try copy("\(ProjectPaths.images)/rocket.jpg", to: "photos/rocket.jpg")
        let result = try overlay("--query", "639,426")
        #expect(result.status == 1)
        #expect(
            result.errors.contains(
                "chelsea.png: the query 639,426 is outside the picture, whose x goes from 0 to 450 and y from 0 to 299")
        )
        #expect(folder.files(below: "out") == ["rocket.png"])
    }

    @Test func writesThroughNoLinkThatLeadsOutside() throws {
        try copy("\(ProjectPaths.images)/chelsea.png", to: "photos/a/chelsea.png")
        try folder.file("elsewhere/note.txt")
        try folder.file("out/note.txt")
        try folder.link("out/a", to: "../elsewhere")
        let result = try overlay()
        #expect(result.status == 1)
        #expect(result.errors.contains("'\(folder.path("out/a"))' is a link that leads out of the output folder"))
        #expect(folder.files(below: "elsewhere") == ["note.txt"])
    }

    @Test func saysWhatItDid() throws {
        try copy("\(ProjectPaths.images)/chelsea.png", to: "photos/chelsea.png")
        let verbose = try overlay("-v")
        #expect(verbose.errorLines.first?.contains("300×451, 16×24 patches, decode ") == true)
        #expect(verbose.output.isEmpty)
        try copy("\(Self.fixtures)/large.jpg", to: "photos/large.jpg")
        let reduced = try overlay("-v", "--layout", "heatmap")
        #expect(reduced.errors.contains("1600×2560, 16×26 patches, decoded to 800×1280, decode "))
        let quiet = try overlay("-q", "--overwrite")
        #expect(quiet.errors.isEmpty && quiet.output.isEmpty)
    }

    @Test func showsTheModel() throws {
        let result = try patchlens(["model", "show", "dinov2-small"])
        #expect(result.status == 0)
        for line in [
            "family         dinov2", "tensors        222, F32", "parameters     22,056,192",
            "├─ patch embedding     (384, 588), 14×14 pixels", "│  ├─ self-attention      6 heads of 64",
            "│  │  └─ projection          (384, 384)", "└─ pooled output       class token",
        ] {
            #expect(result.lines.contains(line))
        }
        let record = try #require(try records(patchlens(["model", "show", "dinov2-small", "--json"])).first)
        #expect(record["layers"] as? Int == 12)
        #expect(record["positionGrid"] as? [Int] == [37, 37])
    }
}
