import Foundation
import PatchLens
import TestSupport
import Testing

@Suite struct InputSearchTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func names(_ entries: InputList) -> [String] {
        entries.map { entry in
            switch entry {
            case .picture(let input): input.directory + "|" + input.name
            case .unusable(let path, _): "unusable " + path
            }
        }
    }

    @Test func takesPicturesByExtensionInByteOrderThroughTheTree() throws {
        for name in ["b.png", "a.JPG", "c.Jpeg", "Z.png", "é.png", "notes.txt", "png"] { try folder.file(name) }
        for name in ["b/2.png", "b/10.png", "b/c/d.png"] { try folder.file(name) }
        let entries = try InputSearch()([folder.path])
        // Upper case before lower, 10 before 2, é last: the order of the bytes.
        #expect(
            names(entries) == ["|Z.png", "|a.JPG", "b|10.png", "b|2.png", "b/c|d.png", "|b.png", "|c.Jpeg", "|é.png"])
    }

    @Test func leavesOutWhatIsHidden() throws {
        for name in ["a.png", ".b.png", ".hidden/c.png"] { try folder.file(name) }
        #expect(names(try InputSearch()([folder.path])) == ["|a.png"])
    }

    @Test func staysAtTheTopWhenToldTo() throws {
        for name in ["a.png", "b/c.png"] { try folder.file(name) }
        #expect(names(try InputSearch(recurses: false)([folder.path])) == ["|a.png"])
    }

    @Test func takesAFileGivenByItselfWhateverItsName() throws {
        let path = try folder.file("scans/picture.data")
        let entries = try InputSearch()([path])
        #expect(
            entries == [.picture(PictureInput(path: path, root: "scans", directory: "", name: "picture.data"))])
    }

    @Test func keepsTheOrderOfThePathsAndTakesNoFileTwice() throws {
        for name in ["x/a.png", "x/b.png", "y/c.png"] { try folder.file(name) }
        let paths = ["y", "x/b.png", "x", "x/../x/a.png"].map(folder.path)
        #expect(names(try InputSearch()(paths)) == ["|c.png", "|b.png", "|a.png"])
    }

    @Test func keepsTwoNamesApartThatUnicodeCallsEquivalent() throws {
        try folder.file("\u{E9}.png")
        try folder.file("e\u{301}.png")
        #expect(try InputSearch()([folder.path]).count == 2)
    }

    @Test func followsLinksToFilesAndNotToFolders() throws {
        try folder.file("real/a.png")
        try folder.link("real/up", to: "..")
        try folder.link("real/b.png", to: "a.png")
        try folder.link("real/dangling.png", to: "nowhere.png")
        #expect(names(try InputSearch()([folder.path("real")])) == ["|a.png", "|b.png", "|dangling.png"])
    }

    @Test func searchesALinkedFolderThatIsNamed() throws {
        try folder.file("real/a.png")
        try folder.link("linked", to: "real")
        #expect(names(try InputSearch()([folder.path("linked")])) == ["|a.png"])
    }

    @Test func neverSearchesTheOutputFolder() throws {
        for name in ["a.png", "out/a.png", "deep/a.png"] { try folder.file(name) }
        try folder.link("sameOut", to: "out")
        for output in ["out", "out/", "sameOut", "deep/../out"] {
            let search = InputSearch(outputFolder: folder.path(output))
            #expect(names(try search([folder.path])) == ["|a.png", "deep|a.png"])
        }
    }

    @Test func refusesTheOutputFolderItself() throws {
        try folder.file("a.png")
        #expect(throws: InputSearchError.searchesOutputFolder(path: folder.path)) {
            try InputSearch(outputFolder: folder.path + "/")([folder.path])
        }
    }

    @Test func saysWhenThereAreNoPictures() throws {
        try folder.file("notes.txt")
        try folder.link("elsewhere", to: "/")
        #expect(
            throws: InputSearchError.noPictures(
                paths: [folder.path], linksNotFollowed: [folder.path("elsewhere")])
        ) {
            try InputSearch()([folder.path])
        }
    }

    @Test func reportsAPathThatIsNotThere() throws {
        let entries = try InputSearch()([folder.path("nothing.png")])
        #expect(entries.map(\.path) == [folder.path("nothing.png")])
        guard case .unusable(_, .unreachable(let reason)) = entries.first else {
            Issue.record("expected an unreachable path, found \(entries)")
            return
        }
        #expect(reason == "No such file or directory")
    }

    @Test func reportsANameThatIsNotUTF8() throws {
        try folder.file("a.png")
        try folder.bytes(Array("caf".utf8) + [0xE9] + Array(".png".utf8))
        #expect(
            try InputSearch()([folder.path]) == [
                .picture(
                    PictureInput(
                        path: folder.path("a.png"), root: URL(fileURLWithPath: folder.path).lastPathComponent,
                        directory: "", name: "a.png")),
                .unusable(path: folder.path("caf\\xE9.png"), .nameNotUTF8),
            ])
    }

    @Test func takesWhatPatternsLeave() throws {
        for name in ["a.png", "b.png", "raw/a.png", "raw/tmp/c.png", "x/raw/b.jpg", "tmp/d.png", "tmp.png"] {
            try folder.file(name)
        }
        func names(_ includes: [String], _ excludes: [String], _ paths: [String] = ["."]) throws -> [String] {
            let filter = PathFilter(
                includes: try includes.map { try PathGlob($0) }, excludes: try excludes.map { try PathGlob($0) })
            return self.names(try InputSearch(filter: filter)(paths.map(folder.path)))
        }
        #expect(try names(["raw/"], []) == ["raw|a.png", "raw/tmp|c.png", "x/raw|b.jpg"])
        #expect(try names(["/raw"], ["tmp/"]) == ["raw|a.png"])
        #expect(try names([], ["tmp", "b.*"]) == ["|a.png", "raw|a.png", "|tmp.png"])
        #expect(try names(["*.jpg", "x/**"], []) == ["x/raw|b.jpg"])
        // Paths are below each searched folder, and a file given by itself has but its name.
        #expect(try names(["/a.png"], [], ["raw", "a.png", "b.png"]) == ["|a.png", "|a.png"])
        #expect(throws: InputSearchError.noneIncluded(leftOut: 7)) { try names(["none"], ["tmp/"]) }
        #expect(throws: PathGlobError.self) { try names(["["], []) }
    }

    /// An excluded folder is not looked into: it may be unreadable, or hold names that are no input.
    @Test func doesNotEnterWhatIsExcluded() throws {
        for name in ["a.png", "locked/b.png"] { try folder.file(name) }
        try folder.bytes(Array("locked/caf".utf8) + [0xE9] + Array(".png".utf8))
        try folder.bytes(Array("caf".utf8) + [0xE9] + Array(".png".utf8))
        #expect(try InputSearch()([folder.path]).count == 4)
        let filter = PathFilter(excludes: [try PathGlob("locked/"), try PathGlob("caf?.png")])
        #expect(names(try InputSearch(filter: filter)([folder.path])) == ["|a.png"])
    }

    @Test func doesNotEnterFoldersOfOutputs() throws {
        for name in ["a.png", "old/a.png", "old/.patchlens/manifest-1.jsonl", "b/.patchlens", "b/b.png"] {
            try folder.file(name)
        }
        let found = try InputSearch()([folder.path])
        // A file of that name is no mark.
        #expect(names(found) == ["|a.png", "b|b.png"])
        #expect(found.notes == [.outputFolderNotEntered(path: folder.path("old"))])
        let named = try InputSearch()([folder.path("old")])
        #expect(names(named) == ["|a.png"])
        #expect(named.notes == [.searchesOutputs(path: folder.path("old"))])
    }

    @Test func loopsOfLinksEnd() throws {
        try folder.file("a/b/c.png")
        try folder.link("a/b/up", to: "..")
        try folder.link("a/self", to: "self")
        try folder.link("a/one.png", to: "two.png")
        try folder.link("a/two.png", to: "one.png")
        try folder.link("round", to: "a")
        try folder.link("a/b/round", to: "../../round")
        let found = try InputSearch()([folder.path])
        #expect(names(found) == ["a/b|c.png", "a|one.png", "a|two.png"])
    }

    @Test func outputsAloneAreNoPictures() throws {
        let output = try folder.file("out/a.png")
        try folder.file(
            "out/.patchlens/gathered-heads.json",
            text:
                #"{"failures":[],"files":[{"path":"a.png","size":1}],"inputs":"","isWhole":true,"limits":"","list":"","#
                + #""run":{"model":"m","options":{},"optionsHash":"","weightsHash":""}}"#)
        #expect(throws: InputSearchError.onlyOutputs(count: 1)) {
            try InputSearch(outputFolder: folder.path("out"))([output])
        }
    }

    @Test func aListIsTakenAsItStands() throws {
        for name in ["p/a.png", "p/b.data", "q/c.png"] { try folder.file(name) }
        let paths = ["p/b.data", "p/a.png", "q/./c.png", "p/a.png", "q/../p/a.png"].map(folder.path)
        let list = try folder.file("list", text: "\n" + paths.joined(separator: "\n"))
        let found = try InputSearch()([], and: PathList(list))
        let above = folder.path.dropFirst()
        #expect(names(found) == ["\(above)/p|b.data", "\(above)/p|a.png", "\(above)/q|c.png"])
        // After the paths given, and no file twice.
        #expect(
            names(try InputSearch()([folder.path("p")], and: PathList(list)))
                == ["|a.png", "\(above)/p|b.data", "\(above)/q|c.png"])
        let filter = PathFilter(includes: [try PathGlob("p/")], excludes: [try PathGlob("*.data")])
        #expect(names(try InputSearch(filter: filter)([], and: PathList(list))) == ["\(above)/p|a.png"])
        #expect(throws: InputSearchError.self) { try InputSearch()([], and: PathList(folder.path("none"))) }
        // Two folders whose names Unicode calls equivalent are two.
        let twins = try ["\u{e9}", "e\u{301}"].map { try folder.file("\($0)/a.png") }
        let both = try folder.file("both", text: twins.joined(separator: "\n"))
        let apart = try InputSearch()([], and: PathList(both)).map { Array($0.path.utf8) }
        #expect(Set(apart) == Set(twins.map { Array($0.utf8) }))
        #expect(throws: InputSearchError.self) { try InputSearch()([], and: PathList(folder.path)) }
        let empty = try folder.file("empty", text: "\n\n")
        #expect(throws: InputSearchError.emptyList(path: empty)) {
            try InputSearch()([], and: PathList(empty))
        }
    }

    @Test func whatAListCannotNameIsReported() throws {
        for name in ["a.png", "new\nline.png"] { try folder.file(name) }
        let names = ["none.png", "a.png", "new\nline.png", "."].map { Array(folder.path($0).utf8) }
        let bad = Array(folder.path("caf").utf8) + [0xE9]
        let lines = try folder.file("lines", Array((names + [bad, [0x61, 0, 0x62]]).joined(separator: [10])))
        let errors = try InputSearch()([], and: PathList(lines)).map { entry -> InputError? in
            if case .unusable(_, let error) = entry { error } else { nil }
        }
        let gone = InputError.unreachable(reason: "No such file or directory")
        // A line's end cannot be in a path: it is two.
        #expect(errors == [gone, nil, gone, gone, .listedFolder, .nameNotUTF8, .nameHasNull])
        let nulls = try folder.file("nulls", Array((names + [bad, []]).joined(separator: [0])))
        let found = try InputSearch()([], and: PathList(nulls, separator: .null))
        #expect(found.count == 5)
        #expect(found[2].path == folder.path("new\nline.png"))
        #expect(found[4].path == folder.path("caf\\xE9"))
        // One that is read by the wrong separator.
        let long = try folder.file("long", Array(repeatElement(names[1] + [0], count: 20_000).joined()))
        #expect(throws: InputSearchError.listEntryTooLong(path: long, entry: 1, limit: 1 << 20)) {
            try InputSearch()([], and: PathList(long))
        }
        #expect(try InputSearch()([], and: PathList(long, separator: .null)).count == 1)
    }

    /// Whatever a list says, outputs are below the output folder.
    @Test(arguments: [
        "../../../../../../../../tmp/x.png", "/tmp/../../x.png", "./a/.././../x.png", "a/b/../../../x.png",
    ])
    func listsLeadNowhere(path: String) throws {
        // Only names count here: what is not there is an error, and has no output.
        let picture = try folder.file("x.png")
        let up = String(repeating: "../", count: 30)
        for listed in [up + picture.dropFirst(), "/../.." + picture, "./" + up + picture.dropFirst(), path] {
            let list = try folder.file("list", text: listed)
            guard case .picture(let input)? = try InputSearch()([], and: PathList(list)).first else { continue }
            #expect(input.directory == String(folder.path.dropFirst()))
            for text in ["{dir}/{stem}.png", "{root}/{dir}/{name}.png", "{root}{dir}.png"] {
                let plan = try OutputPlan(
                    [.picture(input)], into: folder.path("out"),
                    naming: OutputNaming(template: OutputTemplate(text), .lastMean))
                guard case .picture(let planned)? = plan.entries.first else { continue }
                let components = planned.outputs.all[0].split(separator: "/")
                #expect(planned.outputs.all[0].hasPrefix(folder.path("out") + "/") && !components.contains(".."))
            }
        }
    }

    @Test func aListOfEntriesIsKeptWhole() throws {
        let entries: [InputEntry] = [
            .picture(PictureInput(path: "x/y", root: "r", directory: "d", name: "a.png")),
            .unusable(path: "z", .nameNotUTF8),
            .picture(PictureInput(path: "a.png", root: "", directory: "", name: "a.png")),
        ]
        #expect(Array(InputList(entries)) == entries)
        #expect(InputList(entries) == [entries[0], entries[1], entries[2]])
        #expect(InputList(entries) != InputList(entries.reversed()))
    }

    @Test(arguments: [
        ("a.png", "a", "png"), ("a.tar.JPG", "a.tar", "JPG"), ("noextension", "noextension", ""), (".png", ".png", ""),
        ("trailing.", "trailing", ""),
    ])
    func splitsAName(name: String, stem: String, fileExtension: String) {
        let input = PictureInput(path: name, root: "", directory: "", name: name)
        #expect(input.stem == stem)
        #expect(input.fileExtension == fileExtension)
    }
}
