import Foundation
import PatchLens
import TestSupport
import Testing

@Suite struct InputSearchTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func names(_ entries: [InputEntry]) -> [String] {
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
        let path = Array(folder.path("caf").utf8) + [0xE9] + Array(".png".utf8) + [0]
        let descriptor = path.withUnsafeBytes { bytes in
            bytes.bindMemory(to: CChar.self).baseAddress.map { creat($0, 0o600) } ?? -1
        }
        try #require(close(descriptor) == 0)
        #expect(
            try InputSearch()([folder.path]) == [
                .picture(
                    PictureInput(
                        path: folder.path("a.png"), root: URL(fileURLWithPath: folder.path).lastPathComponent,
                        directory: "", name: "a.png")),
                .unusable(path: folder.path("caf\\xE9.png"), .nameNotUTF8),
            ])
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
