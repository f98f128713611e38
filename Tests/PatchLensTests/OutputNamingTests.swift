import PatchLens
import Testing

@Suite struct OutputNamingTests {
    private let input = PictureInput(path: "photos/cats/tom.jpg", root: "photos", directory: "cats", name: "tom.jpg")

    private func outputs(
        _ template: String, _ layers: LayerSelection, _ heads: HeadChoice, isMerged: Bool = false,
        saving savedMaps: SavedMaps = .none
    ) throws -> PictureOutputs {
        try OutputNaming(
            template: OutputTemplate(template),
            PageDivision(MapSelection.of12(layers, heads).names(), layout: isMerged ? .grid : .overlay),
            savedMaps: savedMaps
        ).outputs(of: input, index: 1)
    }

    /// What the template makes of layers 3 and 11 with heads 0 and 5.
    @Test(arguments: [
        ("{dir}/{stem}.png", "cats/tom.layer3.head0.png cats/tom.layer3.head5.png", "cats/tom.layer11.head0.png"),
        ("{stem}.l{layer}.png", "tom.l3.head0.png tom.l3.head5.png", "tom.l11.head0.png"),
        ("{head}/{stem}.png", "0/tom.layer3.png 5/tom.layer3.png", "0/tom.layer11.png"),
        ("{layer}/{head}.PNG", "3/0.PNG 3/5.PNG", "11/0.PNG"),
    ])
    func keepsSeveralMapsApart(template: String, firstTwo: String, third: String) throws {
        let pictures = try outputs(template, .some([3, 11]), .some([0, 5])).pictures
        #expect(pictures.count == 4)
        #expect(pictures.prefix(2).joined(separator: " ") == firstTwo)
        #expect(pictures[2] == third)
    }

    @Test func namesFusedHeadsOfSeveralLayers() throws {
        #expect(
            try outputs("{dir}/{stem}.png", .some([0, 1]), .fused(.max)).pictures
                == ["cats/tom.layer0.max.png", "cats/tom.layer1.max.png"])
    }

    @Test func leavesASingleMapItsName() throws {
        #expect(try outputs("{dir}/{stem}.png", .last, .some([2])).pictures == ["cats/tom.png"])
    }

    @Test func namesOneFileForAGrid() throws {
        #expect(try outputs("{dir}/{stem}.png", .all, .each, isMerged: true).pictures == ["cats/tom.png"])
        #expect(try outputs("{stem}.{layer}.{head}.png", .all, .each, isMerged: true).pictures == ["tom.all.all.png"])
        #expect(try outputs("{stem}.{layer}.{head}.png", .last, .each, isMerged: true).pictures == ["tom.11.all.png"])
    }

    @Test(arguments: [
        ("{dir}/{stem}.png", SavedMaps.npy, "cats/tom.npy"), ("{name}.png", .npy, "tom.jpg.npy"),
        ("{dir}/{stem}.PNG", .safetensors, "cats/tom.safetensors"),
        ("{layer}/{stem}.{head}.png", .npy, "all/tom.all.npy"),
    ])
    func putsTheNumbersBeside(template: String, format: SavedMaps, path: String) throws {
        let outputs = try outputs(template, .all, .each, saving: format)
        #expect(outputs.maps == [path])
        #expect(outputs.pictures.count == 72)
        #expect(outputs.all.last == path)
    }

    /// Attention of two layers, from two places; a method without layers; and all of it on one page.
    @Test func keepsMethodsAndQueriesApart() throws {
        let several = [QueryPlace.classToken, .pixel(row: 8, column: 12)].flatMap {
            [MapName(query: $0.nameInPaths, layer: 11, head: "mean")]
        }
        let names = several + [MapName(method: .rollout)]
        func outputs(_ template: String, _ layout: OverlayLayout) throws -> PictureOutputs {
            try OutputNaming(
                template: OutputTemplate(template), PageDivision(names, layout: layout), savedMaps: .npy
            ).outputs(of: input, index: 1)
        }
        let apart = try outputs("{stem}.png", .overlay)
        #expect(
            apart.pictures == [
                "tom.attention.class.layer11.mean.png", "tom.attention.x12y8.layer11.mean.png", "tom.rollout.png",
            ])
        #expect(apart.maps == apart.pictures.map { $0.dropLast(3) + "npy" })
        #expect(try outputs("{method}/{query}/{stem}.png", .grid).pictures.last == "rollout/tom.png")
        let together = try outputs("{stem}.{method}.png", .methods)
        #expect(together.pictures == ["tom.all.png"])
        #expect(together.maps.count == 3)
    }
}
