import Foundation
import TestSupport
import Testing

/// The command as a process, where no weights are needed.
@Suite struct UsageTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder

    /// Weights by whose name an encoder is known, and no more: enough to plan a run.
    private static let weights: [UInt8] = {
        let tensor = #"{"dtype":"I64","shape":[1],"data_offsets":[0,8]}"#
        let header = Array("{\"embeddings.patch_embeddings.projection.weight\":\(tensor)}".utf8)
        return [UInt8(header.count)] + Array(repeating: 0, count: 7) + header + Array(repeating: 0, count: 8)
    }()

    init() throws {
        folder = try TemporaryFolder()
        try folder.file(
            "model/config.json",
            text: #"{"model_type": "dinov2", "hidden_size": 384, "num_hidden_layers": 12, "num_attention_heads": 6}"#)
        try folder.file("model/model.safetensors", Self.weights)
        for name in ["photos/b.png", "photos/a.jpg", "photos/deep/c.JPEG", "photos/.hidden.png"] {
            try folder.file(name)
        }
    }

    private func overlay(_ arguments: String...) throws -> BuiltCommand.Result {
        try patchlens(
            ["overlay", folder.path("photos"), "-o", folder.path("out"), "--model", folder.path("model")] + arguments)
    }

    @Test func tellsItsVersion() throws {
        let result = try patchlens(["--version"])
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("patchlens "))
    }

    /// Overlays name the option by the one they usually have, evaluations by the several they compare; both know both.
    @Test(arguments: ["overlay", "evaluate"], ["--method", "--methods"])
    func methodsMayBeSpeltEitherWay(command: String, option: String) throws {
        let arguments = [command, "a.png", "-o", "out", option, "lost,tokencut", "--layers", "0"]
        let result = try patchlens(arguments)
        #expect(result.status == 64)
        #expect(result.errors.contains("--layers has no effect on the methods asked for"), "\(result.errors)")
    }

    @Test func helpsWithEveryOption() throws {
        let help = try patchlens(["overlay", "--help"])
        #expect(help.status == 0)
        let options = [
            "--model", "--short-side", "--fit", "--layers", "--heads", "--query", "--keep-mass", "--colormap",
            "--opacity", "--scale", "--legend", "--png-effort", "--upsample", "--layout", "--save-maps", "--template",
            "--overwrite", "--dry-run", "--no-recurse", "--jobs", "--threads", "--json", "-q", "-v", "-o", "--alpha",
            "--max-pixels", "--max-patches", "--precision", "--output-side", "--full-decode", "--include", "--exclude",
            "--files-from", "--null", "--shard", "--sample", "--sample-seed",
        ]
        for option in options { #expect(help.output.contains(option), "\(option)") }
        // The lines are broken to fit the terminal.
        let text = help.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for value in [
            "224", "whole", "last", "mean", "class", "viridis", "0.6", "picture", "smooth", "overlay", "fast",
            "none",
        ] {
            #expect(text.contains("default: \(value))"), "\(value)")
        }
    }

    @Test(arguments: [
        ["--short-side", "0"], ["--fit", "stretch"], ["--layers", "first"], ["--layers", "12"],
        ["--fit", "processor", "--short-side", "448"], ["--heads", "6"],
        ["--heads", "median"], ["--query", "5"], ["--keep-mass", "0"], ["--keep-mass", "1.5"], ["--colormap", "jet"],
        ["--opacity", "2"], ["--scale", "absolute:0"], ["--scale", "world"], ["--upsample", "cubic"],
        ["--layout", "poster"], ["--png-effort", "most"], ["--save-maps", "csv"], ["--template", "../{stem}.png"],
        ["--template", "{stam}.png"], ["--jobs", "0"], ["--threads", "0"], ["--alpha", "pink"],
        ["--max-pixels", "-1"], ["-q", "-v"], ["--nonsense"],
        ["--jobs", "1025"], ["--jobs", "2147483648"], ["--threads", "1025"], ["--threads", "2147483648"],
        ["--short-side", "65537"],
        ["--output-side", "0"], ["--output-side", "65537"], ["--output-side", "1e3"], ["--max-patches", "65537"],
        ["--precision", "f64"],
        ["--max-pixels", "9223372036854775807"], ["--layers", "9223372036854775807"],
        ["--heads", "9223372036854775807"], ["--scale", "absolute:1e999"],
    ])
    func refusesInOneLine(arguments: [String]) throws {
        let result = try patchlens(
            ["overlay", folder.path("photos"), "-o", folder.path("out"), "--model", folder.path("model")] + arguments)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.hasPrefix("patchlens: "))
        #expect(folder.files(below: "out").isEmpty)
    }

    /// What follows is the option's value, though it looks like an option.
    @Test(arguments: [
        "--short-side", "--output-side", "--max-pixels", "--jobs", "--threads", "--opacity", "--keep-mass",
    ])
    func saysWhatIsWrongWithANegativeNumber(option: String) throws {
        let result = try overlay(option, "-1")
        #expect(result.status == 64)
        #expect(result.errors.contains("The value '-1' is invalid for '\(option)"), "\(result.errors)")
        #expect(result.errors.contains("it has to be a"))
    }

    @Test func wantsPathsAndAnOutputFolder() throws {
        #expect(try patchlens([folder.path("photos")]).status == 64)
        #expect(try patchlens(["-o", folder.path("out")]).status == 64)
    }

    /// The subcommand's name may be left out, and nothing is written.
    @Test func planFromTheDefaultSubcommand() throws {
        let result = try patchlens(
            [folder.path("photos"), "-o", folder.path("out"), "--model", folder.path("model"), "--dry-run"])
        #expect(result.status == 0)
        #expect(result.lines == ["a.png", "b.png", "deep/c.png"].map { folder.path("out/") + $0 })
        #expect(result.errors.contains("3 would be drawn"))
        #expect(folder.files(below: "out").isEmpty)
    }

    @Test func plansWhatTheOptionsAskFor() throws {
        let each = try overlay("--dry-run", "--no-recurse", "--layers", "0,-1", "--heads", "0,5", "--save-maps", "npy")
        #expect(
            each.lines.prefix(5)
                == [
                    "a.layer0.head0.png", "a.layer0.head5.png", "a.layer11.head0.png", "a.layer11.head5.png", "a.npy",
                ].map { folder.path("out/") + $0 }[...])
        #expect(each.lines.count == 10)
        let grid = try overlay("--dry-run", "--layers", "all", "--heads", "each", "--layout", "grid", "-q")
        #expect(grid.lines.count == 3)
        #expect(grid.errors.isEmpty)
    }

    @Test func plansAsRecords() throws {
        let result = try overlay("--dry-run", "--json", "--no-recurse")
        #expect(result.lines.count == 2)
        for line in result.lines {
            let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(
                record?.keys.sorted() == [
                    "decoded", "error", "grid", "input", "outputs", "seconds", "size", "status", "warnings",
                ])
            #expect(record?["status"] as? String == "planned")
        }
    }

    @Test func skipsWhatIsThereWithoutTheWeights() throws {
        for name in ["out/a.png", "out/b.png", "out/deep/c.png"] { try folder.file(name) }
        let result = try overlay()
        #expect(result.status == 0)
        #expect(result.errors.contains("0 done, 3 skipped (--overwrite draws them again), 0 failed"))
    }

    @Test func goesOnPastAPathThatIsNotThere() throws {
        let result = try overlay(folder.path("nothing.png"), "--dry-run")
        #expect(result.status == 1)
        #expect(result.lines.count == 3)
        #expect(result.errors.contains("failed \(folder.path("nothing.png")): cannot be found: No such file"))
    }

    @Test func refusesAFolderWithoutPictures() throws {
        try folder.file("notes/a.txt")
        let result = try patchlens([folder.path("notes"), "-o", folder.path("out")])
        #expect(result.status == 64)
        #expect(result.errors.contains("no pictures in"))
    }

    @Test func refusesTwoInputsOfOneOutput() throws {
        try folder.file("photos/b.jpg")
        let result = try overlay()
        #expect(result.status == 64)
        #expect(result.errors.contains("--template '{dir}/{name}.png' keeps them apart"))
        #expect(try overlay("--template", "{dir}/{name}.png", "--dry-run").status == 0)
    }

    @Test func saysHowToGetAMissingModel() throws {
        let store = ["PATCHLENS_MODELS": folder.path("store"), "HF_HUB_CACHE": folder.path("cache")]
        for arguments in [[folder.path("photos"), "-o", folder.path("out")], ["model", "show", "dinov2-small"]] {
            let result = try patchlens(arguments, environment: store)
            #expect(result.status == 2)
            #expect(result.errors.contains("Tools/setup.sh"))
            #expect(result.errorLines.count == 1)
        }
    }

    @Test func saysWhatAModelLacks() throws {
        let result = try overlay()
        #expect(result.status == 2)
        #expect(result.errors.contains("model.safetensors"))
        #expect(folder.files(below: "out").isEmpty)
    }

    @Test func saysWhenTheOutputFolderCannotBeMade() throws {
        let file = try folder.file("taken")
        let result = try patchlens([folder.path("photos"), "-o", file, "--model", folder.path("model")])
        #expect(result.status == 2)
        #expect(result.errors == "patchlens: the folder '\(file)' cannot be made: File exists\n")
    }

    @Test func listsModels() throws {
        let store = ["PATCHLENS_MODELS": folder.path, "HF_HUB_CACHE": folder.path("cache")]
        let commit = "models--org--tiny/snapshots/0123456789abcdef"
        try folder.file("cache/models--org--tiny/refs/main", text: "0123456789abcdef")
        for name in ["config.json", "model.safetensors"] {
            try folder.file("cache/\(commit)/\(name)", folder.contents("model/\(name)"))
        }
        let bytes = try folder.contents("model/config.json").count + Self.weights.count
        let result = try patchlens(["model", "list"], environment: store)
        #expect(result.status == 0)
        #expect(
            result.lines == [
                "model  dinov2  \(bytes) bytes  \(folder.path("model"))",
                "org/tiny  dinov2  \(bytes) bytes  \(folder.path("cache"))/\(commit)",
            ])
        let empty = try patchlens(
            ["model", "list"],
            environment: ["PATCHLENS_MODELS": folder.path("none"), "HF_HUB_CACHE": folder.path("none")])
        #expect(empty.status == 0)
        #expect(empty.output.isEmpty)
        #expect(empty.errors.contains("Tools/setup.sh"))
    }
}
