import PatchLens
import Testing

@Suite struct OutputTemplateTests {
    @Test(arguments: [
        ("{dir}/{stem}.png", "animals/cats/tom.png"),
        ("{name}.png", "tom.jpeg.png"),
        ("{root}/{dir}/{stem}-{ext}.PNG", "photos/animals/cats/tom-jpeg.PNG"),
        ("./{dir}//x/./{index}.png", "animals/cats/x/7.png"),
        ("{stem}.{layer}.{head}.png", "tom.11.mean.png"),
        ("fixed.png", "fixed.png"),
    ])
    func fillsItsFields(text: String, path: String) throws {
        let input = PictureInput(
            path: "photos/animals/cats/tom.jpeg", root: "photos", directory: "animals/cats", name: "tom.jpeg")
        let naming = OutputNaming(template: try OutputTemplate(text), try .lastMean)
        #expect(try naming.outputs(of: input, index: 7) == PictureOutputs(pictures: [path]))
    }

    @Test(arguments: [
        ("/etc/{stem}.png", OutputTemplateError.absolute("/etc/{stem}.png")),
        ("../{stem}.png", .leavesFolder("../{stem}.png")),
        ("{dir}/../{stem}.png", .leavesFolder("{dir}/../{stem}.png")),
        ("{stem}.jpg", .otherExtension("{stem}.jpg", expected: "png")),
        ("{stem.png", .unbalanced("{stem.png")),
        ("stem}.png", .unbalanced("stem}.png")),
        ("{stam}.png", .unknownField("stam", fields: OutputTemplate.Field.allCases)),
        ("{}.png", .unknownField("", fields: OutputTemplate.Field.allCases)),
    ])
    func refuses(text: String, error: OutputTemplateError) {
        #expect(throws: error) { try OutputTemplate(text) }
    }

    /// The stem of `..png` is a dot: two of them would climb out.
    @Test func refusesAFieldThatClimbsOut() throws {
        let input = PictureInput(path: "..png", root: "", directory: "", name: "..png")
        let naming = OutputNaming(template: try OutputTemplate("{stem}{stem}/x.png"), try .lastMean)
        #expect(throws: OutputTemplateError.leavesFolder("../x.png")) { try naming.outputs(of: input, index: 1) }
    }

    /// To Swift, a slash with a combining mark behind it is no slash; to the file system it is.
    @Test func takesPathsByTheirBytes() throws {
        let naming = OutputNaming(try .lastMean)
        let inside = PictureInput(path: "\u{301}a.png", root: "", directory: "./b", name: "\u{301}a.png")
        #expect(
            try naming.outputs(of: inside, index: 1).pictures.map { Array($0.utf8) } == [Array("b/\u{301}a.png".utf8)])
        let outside = PictureInput(path: "\u{301}a.png", root: "", directory: "..", name: "\u{301}a.png")
        #expect(throws: OutputTemplateError.self) { try naming.outputs(of: outside, index: 1) }
        #expect(throws: OutputTemplateError.absolute("/\u{301}a.png")) { try OutputTemplate("/\u{301}a.png") }
    }

    @Test func saysWhichFieldsThereAre() {
        #expect(
            OutputTemplateError.unknownField("stam", fields: OutputTemplate.Field.allCases).description
                == "there is no field {stam}: the fields are {root} {dir} {name} {stem} {ext} {index} {layer} {head} "
                + "{method} {query}")
    }
}
