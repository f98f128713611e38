import Foundation
import PatchLens
import TestSupport
import Testing

/// `--method` as a process, on small random models of several kinds.
@Suite struct MethodRunTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder
    private static let coffee = "\(ProjectPaths.images)/coffee.png"

    init() throws { folder = try TemporaryFolder() }

    private func overlay(
        model: String, _ arguments: [String], pictures: [String] = [coffee]
    ) throws -> BuiltCommand.Result {
        try patchlens(
            ["overlay"] + pictures
                + ["--model", "\(ProjectPaths.golden)/\(model)", "--short-side", "48", "-o", folder.path("out")]
                + arguments)
    }

    /// All but saliency, whose decoder only the default model has.
    private static let methods = MethodName.allCases.filter { $0 != .saliency }

    /// A classifier with a distillation token, registers, both towers of CLIP, rotary positions, mean pooling.
    @Test(
        arguments: [
            "families/deit-hf-teacher",
            "families/dinov2-registers-hf-classifier",
            "families/clip-hf-full", "families/eva02-timm", "families/beit-hf-shared", "families/dinov3-hf",
        ])
    func drawsEveryMethod(model: String) throws {
        let names = Self.methods.map(\.rawValue).joined(separator: ",")
        let result = try overlay(model: model, ["--method", names, "--save-maps", "npy"])
        #expect(result.status == 0, "\(result.errors)")
        let files = folder.files(below: "out")
        #expect(files.count == 2 * Self.methods.count + 1)
        for method in Self.methods {
            let drawn = try Picture(contentsOf: folder.path("out/coffee.\(method.rawValue).png"))
            #expect(drawn.size == PictureSize(height: 400, width: 600))
            #expect(Set(drawn.pixels).count > 16, "\(method) drew a blank picture")
            let maps = try NPYFile(folder.contents("out/coffee.\(method.rawValue).npy"))
            #expect(maps.shape.count == 4 && maps.values.allSatisfy(\.isFinite))
            #expect(Set(maps.values).count > 1, "\(method) made a blank map")
        }
    }

    /// A model without class token, with the probe of an attention pooling in its place.
    @Test(arguments: ["gradient-rollout", "similarity"])
    func saysWhatIsMissingInOneLine(method: String) throws {
        let result = try overlay(model: "families/siglip-hf-vision", ["--method", method])
        #expect(result.status == 2)
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.hasPrefix("patchlens: --method \(method) needs a class token"))
        #expect(result.errors.contains("would work"))
        #expect(folder.files(below: "out").isEmpty)
    }

    /// What stands against a method before any picture is read.
    @Test(arguments: [
        ("families/clip-hf-full", ["--method", "relevance", "--target", "class:3"], "--target feature would work"),
        ("families/deit-hf-classifier", ["--method", "relevance", "--target", "class:300"], "there is no class 300"),
        ("families/deit-hf-classifier", ["--method", "grad-cam", "--target", "text:cat"], "would work"),
        ("families/deit-hf-classifier", ["--method", "similarity", "--query", "text:cat"], "--query X,Y"),
        ("families/deit-hf-classifier", ["--method", "saliency"], "saliency.safetensors"),
        ("families/siglip-timm-gap", ["--method", "rollout"], "would work"),
        ("families/siglip-timm-gap", ["--method", "attention"], "--query mean or --query X,Y"),
    ])
    func refusesWhatTheModelLacks(model: String, arguments: [String], message: String) throws {
        let result = try overlay(model: model, arguments)
        #expect(result.status == 2)
        #expect(result.errorLines.count == 1 && result.errors.contains(message), "\(result.errors)")
    }

    /// Options that the methods do not heed, or that contradict them.
    @Test(arguments: [
        ["--target", "feature"], ["--method", "rollout", "--heads", "each"], ["--method", "pca", "--layers", "0"],
        ["--method", "lost", "--keep-mass", "0.5"], ["--query", "text:cat"], ["--method", "rollout,rollout"],
        ["--method", "deep"], ["--discard", "0.5"], ["--method", "rollout", "--discard", "2"],
        ["--method", "rollout", "--discard", "1"], ["--foreground"],
        ["--pca-over", "run"], ["--raw-keys"], ["--method", "saliency", "--outliers", "mask"], ["--outliers", "drop"],
        ["--method", "relevance", "--target", "class:x"], ["--method", "relevance", "--query", "class"],
    ])
    func refusesOptionsWithoutEffect(arguments: [String]) throws {
        let result = try overlay(model: "families/deit-hf-classifier", arguments)
        #expect(result.status == 64)
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(folder.files(below: "out").isEmpty)
    }

    @Test func comparesWithTextsAndPlaces() throws {
        let arguments = ["--method", "similarity", "--query", "text:a cat", "--query", "200,100", "--query", "class"]
        let result = try overlay(model: "text/hf", arguments)
        #expect(result.status == 0, "\(result.errors)")
        #expect(folder.files(below: "out") == ["coffee.a-cat.png", "coffee.class.png", "coffee.x200y100.png"])
    }

    @Test func explainsATextAndPutsMethodsBesideEachOther() throws {
        let methods = "attention,relevance,grad-cam,gradient-rollout,attention-gradient"
        let result = try overlay(
            model: "text/hf", ["--method", methods, "--target", "text:a cat", "--layout", "methods"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(folder.files(below: "out") == ["coffee.png"])
        // Six cells with the picture, three beside each other.
        let page = try Picture(contentsOf: folder.path("out/coffee.png")).size
        #expect(page.width > 3 * 400 && page.height > 2 * 260)
    }

    /// Two names that Unicode calls equivalent are two pictures, each with its objects.
    @Test func namesOfObjectsAreComparedByTheirBytes() throws {
        let model = "families/dinov2-registers-hf"
        let picture = try [UInt8](Data(contentsOf: URL(fileURLWithPath: Self.coffee)))
        let pictures = try ["\u{e9}", "e\u{301}"].map { try folder.file("twins/\($0).png", picture) }
        let arguments = ["--method", "lost", "--json"]
        #expect(try overlay(model: model, arguments, pictures: pictures).status == 0)
        #expect(try COCODocument(contentsOf: folder.path("out/objects.json"))?.names.count == 2)
        let again = try overlay(model: model, arguments, pictures: pictures)
        #expect(again.lines.count { $0.contains("\"status\":\"skipped\"") } == 2, "\(again.output)")
    }

    /// Rerunning with a picture more keeps what is known of the others; a picture is there once.
    @Test func gathersObjectsOfAllRuns() throws {
        let model = "families/dinov2-registers-hf"
        let first = try overlay(model: model, ["--method", "lost,tokencut", "--json"])
        #expect(first.status == 0, "\(first.errors)")
        let line = try #require(JSONSerialization.jsonObject(with: Data(first.output.utf8)) as? [String: Any])
        #expect((line["objects"] as? [[String: Any]])?.compactMap { $0["method"] as? String } == ["lost", "tokencut"])
        let alone = try folder.contents("out/objects.json")
        let both = [Self.coffee, "\(ProjectPaths.images)/rocket.jpg"]
        #expect(try overlay(model: model, ["--method", "lost,tokencut"], pictures: both).status == 0)
        let document = try COCODocument(contentsOf: folder.path("out/objects.json"))
        #expect(document?.names == both.sorted())
        #expect(document?.pictures.values.allSatisfy { $0.objects.count == 2 } == true)
        #expect(try overlay(model: model, ["--method", "lost,tokencut", "--overwrite"]).status == 0)
        #expect(try COCODocument(contentsOf: folder.path("out/objects.json")) == document)
        #expect(try folder.contents("out/objects.json") != alone)
    }

    /// One palette for a run is another than each picture's own, and does not depend on the workers.
    @Test func sharesAPaletteOverARun() throws {
        let model = "families/dinov2-registers-hf"
        func colors(_ arguments: [String]) throws -> [UInt8] {
            let result = try overlay(
                model: model, ["--method", "pca", "--layout", "heatmap", "--overwrite"] + arguments,
                pictures: [ProjectPaths.images])
            #expect(result.status == 0, "\(result.errors)")
            return try folder.contents("out/coffee.png")
        }
        let own = try colors([])
        let shared = try colors(["--pca-over", "run", "--jobs", "1"])
        #expect(shared != own)
        #expect(try colors(["--pca-over", "run", "--jobs", "3"]) == shared)
        #expect(try colors(["--pca-over", "run", "--foreground"]) != shared)
    }

    /// Keys as they are, which the papers take, are others than those less their mean.
    @Test func looksForObjectsInKeysAsTheyAre() throws {
        func objects(_ arguments: [String]) throws -> [UInt8] {
            let result = try overlay(
                model: "families/dinov2-registers-hf", ["--method", "lost,tokencut", "--overwrite"] + arguments)
            #expect(result.status == 0, "\(result.errors)")
            return try folder.contents("out/objects.json")
        }
        #expect(try objects(["--raw-keys"]) != objects([]))
    }

    @Test func masksOutliersAndReportsThem() throws {
        let result = try overlay(
            model: "families/dinov2-registers-hf", ["--method", "attention,rollout", "--outliers", "mask", "--json"])
        #expect(result.status == 0, "\(result.errors)")
        let line = try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let outliers = try #require(line["outliers"] as? [String: Any])
        #expect(Set(outliers.keys) == ["medianNorm", "patches", "threshold"])
    }

    @Test func gradientsNeedFloat32() throws {
        guard Precision.bfloat16.isAvailable else { return }
        let result = try overlay(
            model: "families/dinov2-registers-hf", ["--method", "relevance", "--precision", "bf16"])
        #expect(result.status == 2)
        #expect(result.errorLines.count == 1 && result.errors.contains("f32"), "\(result.errors)")
    }

    /// A picture whose overlay is there but whose objects are not is looked at again; methods do not lose each other's.
    @Test func objectsAreNeitherForgottenNorReplaced() throws {
        let model = "families/dinov2-registers-hf"
        func run(_ method: String, _ arguments: [String] = []) throws -> COCODocument {
            let result = try overlay(
                model: model, ["--method", method, "--template", "{stem}.{method}.png"] + arguments)
            #expect(result.status == 0, "\(result.errors)")
            return try #require(try COCODocument(contentsOf: folder.path("out/objects.json")))
        }
        let first = try run("lost")
        try folder.remove("out/objects.json")
        #expect(try run("lost") == first)
        let both = try run("tokencut")
        #expect(both.objects(ofPicture: Self.coffee)?.objects.map(\.method) == ["lost", "tokencut"])
        #expect(try run("tokencut,lost", ["--overwrite"]) == both)
    }

    /// Numbers that overflow, masks of another picture, or another kind of file: an error, and the file stays.
    @Test(arguments: [
        #"{"images":[{"id":1,"file_name":"a","height":2,"width":2}],"annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[0,0,1,1],"area":1,"iscrowd":0,"segmentation":{"size":[2,2],"counts":[9223372036854775807,9223372036854775807]}}],"categories":[{"id":1,"name":"object"}]}"#,
        #"{"images":[{"id":1,"file_name":"a","height":2,"width":2}],"annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[0,0,1,1],"area":1,"iscrowd":0,"segmentation":{"size":[4611686018427387904,4],"counts":[0]}}],"categories":[{"id":1,"name":"object"}]}"#,
        #"{"images":[{"id":1,"file_name":"a","height":2,"width":2}],"annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[0,0,1,1],"area":1,"iscrowd":0,"segmentation":{"size":[2,3],"counts":[6]}}],"categories":[{"id":1,"name":"object"}]}"#,
        #"{"images":[],"annotations":[],"categories":[{"id":1,"name":"cat"}]}"#, "[", "",
    ])
    func refusesForeignObjects(text: String) throws {
        try folder.file("out/objects.json", text: text)
        let result = try overlay(model: "families/dinov2-registers-hf", ["--method", "lost"])
        #expect(result.status == 2)
        #expect(result.errorLines.count == 1 && result.errors.contains("objects.json"), "\(result.errors)")
        #expect(try folder.contents("out/objects.json") == Array(text.utf8))
    }

    @Test func aPaletteOfNothingLeavesItToThePictures() throws {
        try folder.file("broken.png")
        let result = try overlay(
            model: "families/dinov2-registers-hf", ["--method", "pca", "--pca-over", "run", "--foreground"],
            pictures: [folder.path("broken.png")])
        #expect(result.status == 1)
        #expect(result.errors.contains("broken.png"))
    }

    @Test func theSameQueryTwiceIsOne() throws {
        let result = try overlay(
            model: "families/dinov2-registers-hf", ["--query", "200,100", "--query", "200,100"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(folder.files(below: "out") == ["coffee.png"])
    }
}
