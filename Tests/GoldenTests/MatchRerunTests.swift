import Foundation
import PatchLens
import TestSupport
import Testing

/// `patchlens match` run again (with the small random model).
@Suite("The command for two pictures, run again")
struct MatchRerunTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder
    private let first: String
    private let second: String

    init() throws {
        folder = try TemporaryFolder()
        (first, second) = (folder.path("a/x.png"), folder.path("b/y.jpg"))
        try put("coffee.png", as: "a/x.png")
        try put("rocket.jpg", as: "b/y.jpg")
    }

    private func put(_ sample: String, as path: String) throws {
        try folder.file(path, [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.images)/\(sample)"))))
    }

    private func match(
        _ arguments: [String] = [], into output: String = "out", largestFile: Int? = nil
    ) throws -> BuiltCommand.Result {
        try patchlens(
            ["match", first, second, "-o", folder.path(output), "--model", SmallModel.directory, "--short-side", "60"]
                + arguments, largestFile: largestFile)
    }

    private func expectFresh(_ arguments: [String] = []) throws {
        try #require(match(arguments, into: "fresh").status == 0)
        for file in folder.files(below: "fresh") {
            #expect(try folder.contents("out/\(file)") == folder.contents("fresh/\(file)"))
        }
        try folder.remove("fresh")
    }

    private func time() throws -> Date? {
        try FileManager.default.attributesOfItem(atPath: folder.path("out/x--y.json"))[.modificationDate] as? Date
    }

    @Test func unchangedIsSkipped() throws {
        #expect(try match().errors.contains(" matches in "))
        let before = try time()
        let again = try match(["--json", "--threads", "1"])
        #expect(again.status == 0 && again.output.contains(#""status":"skipped""#), "\(again.errors)")
        #expect(again.errorLines == ["patchlens: skipped, its outputs are there already (--overwrite compares again)"])
        #expect(try time() == before)
        #expect(try match(["--overwrite"]).errors.contains(" matches in "))
    }

    @Test(arguments: [
        (["--layer", "0"], "layer 1, now 0"), (["--no-refine"], "refine true, now false"),
        (["--features", "keys"], "features tokens, now keys"), (["--top", "3"], "top 40, now 3"),
        (["--min-cosine", "0.5"], "min-cosine none, now 0.5"), (["--query", "300,200"], "query none, now 300,200"),
        (["--short-side", "72"], "short-side 60, now 72"), (["--alpha", "black"], "alpha white, now black"),
    ])
    func anotherOptionComparesAgain(option: [String], told: String) throws {
        try #require(match().status == 0)
        let changed = try match(option)
        #expect(changed.status == 0 && changed.errors.contains(" matches in "), "\(changed.errors)")
        #expect(changed.errorLines.first?.hasPrefix("patchlens: x--y.json ") == true)
        #expect(changed.errorLines.first?.contains(told) == true, "\(changed.errors)")
        try expectFresh(option)
        #expect(try match(option).errors.contains("skipped"))
        #expect(try match(["-q"]).errors.isEmpty)
        try expectFresh()
    }

    /// What was compared before is no answer about a picture that is gone, or is another one by now.
    @Test func aChangedFileComparesAgain() throws {
        try #require(match().status == 0)
        let before = try time()
        try FileManager.default.moveItem(atPath: second, toPath: folder.path("kept"))
        let gone = try match(["--json", "-q"])
        #expect(gone.status == 1 && gone.errors.hasPrefix("failed \(second): "), "\(gone.errors)")
        #expect(gone.output.contains(#""status":"failed""#) && gone.errorLines.count == 1)
        // It is back, and what there is is about it.
        try FileManager.default.moveItem(atPath: folder.path("kept"), toPath: second)
        #expect(try match().errors.contains("skipped") && time() == before)
        try put("chelsea.png", as: "b/y.jpg")
        let changed = try match()
        #expect(
            changed.errors.contains("x--y.json is made again: its pictures have changed since"), "\(changed.errors)")
        try expectFresh()
    }

    /// Pictures of one name in two folders are two pictures, whatever the options.
    @Test func othersAreRefused() throws {
        try #require(match().status == 0)
        try put("coffee.png", as: "other/x.png")
        func other(_ arguments: [String]) throws -> BuiltCommand.Result {
            try patchlens(
                ["match", folder.path("other/x.png"), second, "-o", folder.path("out")]
                    + ["--model", SmallModel.directory] + arguments)
        }
        for arguments in [[], ["--layer", "0"], ["--query", "1,1"]] {
            let refused = try other(arguments)
            #expect(refused.status == 64 && refused.errors.contains("is about two other pictures"))
        }
        #expect(try match().errors.contains("skipped"))
        #expect(try other(["--overwrite"]).status == 0)
        #expect(try match().status == 64)
    }

    /// However a picture is called it is the same one, and of one that is gone there is nothing to keep.
    @Test func otherPathsAreNoOtherPictures() throws {
        func match(_ path: String) throws -> BuiltCommand.Result {
            try patchlens(
                ["match", path, second, "-o", folder.path("out"), "--model", SmallModel.directory]
                    + ["--short-side", "60"])
        }
        try #require(match(first).status == 0)
        let told = "x--y.json was made of other pictures, or by other paths, and is made again"
        let again = try match(folder.path("a/../a/x.png"))
        #expect(again.status == 0 && again.errors.contains(told), "\(again.errors)")
        #expect(try match(folder.path("a/../a/x.png")).errors.contains("skipped"))
        try put("coffee.png", as: "moved/x.png")
        try folder.remove("a")
        let moved = try match(folder.path("moved/x.png"))
        #expect(moved.status == 0 && moved.errors.contains(told), "\(moved.errors)")
    }

    private func match(_ first: String, _ second: String, _ more: [String] = []) throws -> BuiltCommand.Result {
        try patchlens(
            ["match", folder.path(first), folder.path(second), "-o", folder.path("out"), "--short-side", "60"]
                + ["--model", SmallModel.directory] + more)
    }

    private func contents() throws -> [[UInt8]] {
        try folder.files(below: "out").map { try folder.contents("out/\($0)") }
    }

    /// A path may lead to other pictures than before, as a relative one in another folder does.
    @Test func othersByTheSamePathAreRefused() throws {
        for name in ["e1", "e2"] { try put("coffee.png", as: "\(name)/x.png") }
        try folder.link("now", to: "e1")
        try #require(match("now/x.png", "b/y.jpg").status == 0)
        let before = try contents()
        try folder.remove("now")
        try folder.link("now", to: "e2")
        for more in [[], ["--layer", "0"], ["--query", "1,1"], ["--json"]] {
            let refused = try match("now/x.png", "b/y.jpg", more)
            #expect(refused.status == 64 && refused.errors.contains("is about two other pictures"), "\(refused.errors)")
        }
        // One of its files is enough.
        try folder.remove("out/x--y.json")
        #expect(try match("now/x.png", "b/y.jpg").status == 64)
        #expect(try match("e1/x.png", "b/y.jpg").status == 0)
        #expect(try match("now/../e1/x.png", "b/y.jpg").status == 0)
        #expect(try match("e1/x.png", "b/y.jpg").status == 0 && contents() != before)
        // What is gone is nobody's, and a folder may be moved.
        try FileManager.default.moveItem(atPath: folder.path("e1"), toPath: folder.path("e3"))
        #expect(try match("e3/x.png", "b/y.jpg").status == 0)
        #expect(try match("e2/x.png", "b/y.jpg").status == 64)
        for name in folder.files(below: "out") { try folder.remove("out/\(name)") }
        let page = try folder.file("out/x--y.query-x1y1.png", text: "mine")
        #expect(try match("e2/x.png", "b/y.jpg", ["--query", "1,1"]).errors.contains("'\(page)' is there and no run"))
        let fresh = try match("e2/x.png", "b/y.jpg")
        #expect(fresh.status == 0 && !fresh.errors.contains("again"), "\(fresh.errors)")
        // A picture's file that is another now, or a link that leads elsewhere, is the same picture.
        try folder.remove("e2/x.png")
        try folder.link("e2/x.png", to: "../e3/x.png")
        #expect(try match("e2/x.png", "b/y.jpg").status == 0)
    }

    /// Two pairs may become files of one name in more than one way.
    @Test func otherPairsOfTheSameNameAreRefused() throws {
        for name in ["a--b.png", "c.png", "a.png", "b--c.png", "b.png", "b.query-x10y10.png"] {
            try put("coffee.png", as: "p/\(name)")
        }
        try #require(match("p/a--b.png", "p/c.png").status == 0)
        let other = try match("p/a.png", "p/b--c.png")
        #expect(other.status == 64 && other.errors.contains("is about two other pictures"), "\(other.errors)")
        // They are other ones also where those are gone.
        for name in ["a--b.png", "c.png"] { try folder.remove("p/\(name)") }
        #expect(try match("p/a.png", "p/b--c.png").status == 64)
        try #require(match("p/a.png", "p/b.query-x10y10.png").status == 0)
        let query = try match("p/a.png", "p/b.png", ["--query", "10,10"])
        let told = "a--b.query-x10y10.png' is there and is a part of a--b.query-x10y10.json: --overwrite"
        #expect(query.status == 64 && query.errors.contains(told), "\(query.errors)")
    }

    /// A page that somebody put where a query's is to be is found also when the pair was compared before.
    @Test func whatTheRecordHasNotIsKept() throws {
        try #require(match().status == 0)
        try folder.file("out/x--y.query-x10y10.png", text: "mine")
        let before = try contents()
        let refused = try match(["--query", "10,10"])
        #expect(refused.status == 64 && refused.errors.contains("no run recorded it"), "\(refused.errors)")
        #expect(try contents() == before)
        #expect(try match(["--query", "10,10", "--overwrite"]).status == 0)
    }

    /// Pages of earlier queries stay, and are no pictures of anybody's.
    @Test func queriesOfBeforeStayItsOwn() throws {
        for query in ["10,10", "20,20", "30,30"] { try #require(match(["--query", query]).status == 0) }
        let pages = folder.files(below: "out").filter { $0.contains("query") }
        #expect(pages.count == 3)
        let list = try folder.file(
            "list", text: (pages.map { "out/\($0)" } + ["a/x.png"]).map { folder.path($0) + "\n" }.joined())
        let overlay = try patchlens(
            ["overlay", "--files-from", list, "-o", folder.path("out"), "--model", SmallModel.directory, "--dry-run"])
        #expect(overlay.errors.contains("1 would be"), "\(overlay.errors)")
        for query in ["10,10", "20,20"] {
            let again = try match(["--query", query])
            #expect(again.status == 0 && again.errors.contains("x--y.json was made otherwise"), "\(again.errors)")
        }
    }

    /// Whatever no run tells of may be somebody's.
    @Test(arguments: ["out/x--y.png", "out/x--y.json"])
    func whatNoRunRecordedIsKept(file: String) throws {
        try folder.file(file, text: "mine")
        let refused = try match()
        #expect(refused.status == 64 && refused.errors.contains("no run recorded it"), "\(refused.errors)")
        #expect(folder.files(below: "out").map { "out/" + $0 } == [file])
        #expect(try folder.contents(file) == Array("mine".utf8))
        #expect(try match(["--overwrite"]).status == 0)
        try folder.remove("out/.patchlens/gathered-x--y.json")
        #expect(try match().status == 64)
        try folder.file("out/.patchlens/gathered-x--y.json", text: "{}")
        #expect(try match().errors.contains("x--y.json is made again: there is no whole record"))
    }

    /// The system refuses to write more than 8 KiB to a file: there is room for the record of matches alone.
    @Test func allOfItsFilesAppearOrNone() throws {
        let full = try match(largestFile: 16)
        #expect(full.status == 1 && full.errors.contains("File too large"), "\(full.errors)")
        #expect(folder.files(below: "out").isEmpty)
        try #require(match().status == 0)
        let files = folder.files(below: "out")
        let before = try files.map { try folder.contents("out/\($0)") }
        #expect(try match(["--short-side", "72"], largestFile: 16).status == 1)
        #expect(folder.files(below: "out") == files)
        #expect(try files.map { try folder.contents("out/\($0)") } == before)
        #expect(try match().errors.contains("skipped"))
    }

    /// As somebody may leave it.
    @Test(arguments: [
        ("out/x--y.png", "x--y.png is missing, or was changed since"),
        ("out/x--y.json", "x--y.json is missing, or was changed since"),
    ])
    func whatIsNotWholeIsComparedAgain(file: String, told: String) throws {
        try #require(match().status == 0)
        for isGone in [true, false] {
            if isGone { try folder.remove(file) } else { try folder.file(file, text: "{}") }
            let again = try match()
            #expect(again.status == 0 && again.errors.contains("x--y.json is made again: \(told)"), "\(again.errors)")
            try expectFresh()
        }
    }

    /// What failed leaves the result of before, and is tried again.
    @Test func failuresLeaveWhatThereIs() throws {
        try #require(match().status == 0)
        let before = try time()
        for _ in 0..<2 {
            let outside = try match(["--query", "600,0"])
            #expect(outside.status == 1 && outside.errors.contains("failed \(first): "), "\(outside.errors)")
            #expect(outside.errors.contains("the query 600,0 is outside the picture"))
            #expect(try match().errors.contains("skipped"))
        }
        #expect(try match(["--overwrite", "--max-pixels", "250000"]).status == 1)
        #expect(try match().errors.contains("skipped") && time() == before)
        try folder.file("b/y.jpg", text: "no picture")
        for _ in 0..<2 {
            let broken = try match(["-q", "--json"])
            #expect(broken.status == 1 && broken.errors.hasPrefix("failed \(second): is a text file"))
            #expect(broken.output.contains(#""code":"decode""#) && broken.output.contains(#""status":"failed""#))
        }
        #expect(try time() == before)
        try put("rocket.jpg", as: "b/y.jpg")
        #expect(try match().errors.contains("x--y.json is made again: its pictures have changed since"))
    }

    @Test func outputsAreNoFoldersAndNoInputs() throws {
        try FileManager.default.createDirectory(
            atPath: folder.path("out/x--y.png"), withIntermediateDirectories: true)
        #expect(try match().status == 64)
        try folder.remove("out/x--y.png")
        try FileManager.default.linkItem(atPath: first, toPath: folder.path("out/x--y.png"))
        let input = try match()
        #expect(input.status == 64 && input.errors.contains("is the input '\(first)'"), "\(input.errors)")
    }
}
