import Foundation
import PatchLens
import TestSupport
import Testing

/// Against `git check-ignore` and Python's fnmatch (Tools/golden/make-glob-golden.py).
@Suite("Patterns of paths")
struct PathGlobTests {
    private struct Golden: Decodable {
        let files: [String]
        let folders: [String]
        let git: [String: String]
        let names: [Name]

        struct Name: Decodable {
            let pattern: String
            let name: String
            let matches: Bool

            init(from decoder: any Decoder) throws {
                var values = try decoder.unkeyedContainer()
                pattern = try values.decode(String.self)
                name = try values.decode(String.self)
                matches = try values.decode(Bool.self)
            }
        }
    }

    private static func golden() throws -> Golden {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.golden)/globs.json"))
        return try JSONDecoder().decode(Golden.self, from: data)
    }

    /// What git ignores is what is excluded: the pattern is about it, or about a folder it is in.
    @Test func patternsAreAboutWhatGitsAre() throws {
        let golden = try Self.golden()
        #expect(golden.git.count > 150)
        for (pattern, answers) in golden.git.sorted(by: { $0.key < $1.key }) {
            let glob = try PathGlob(pattern)
            let (excluding, including) = (PathFilter(excludes: [glob]), PathFilter(includes: [glob]))
            for (path, answer) in zip(golden.files, answers) {
                #expect(excluding.takes(path) == (answer == "0"), "\(pattern) of \(path)")
                #expect(including.takes(path) == (answer == "1"), "\(pattern) of \(path)")
            }
            for (path, answer) in zip(golden.folders, answers.dropFirst(golden.files.count)) {
                let names = path.split(separator: "/")
                let isMatched = (1...names.count).contains {
                    glob.matches(names.prefix($0).joined(separator: "/"), isFolder: true)
                }
                #expect(isMatched == (answer == "1"), "\(pattern) of the folder \(path)")
            }
        }
    }

    @Test func charactersAreScalars() throws {
        let golden = try Self.golden()
        #expect(golden.names.count > 250)
        for name in golden.names {
            #expect(try PathGlob(name.pattern).matches(name.name) == name.matches, "\(name.pattern) of \(name.name)")
        }
    }

    @Test func excludingWins() throws {
        let filter = PathFilter(
            includes: [try PathGlob("raw/"), try PathGlob("*.png")], excludes: [try PathGlob("*_mask.*")])
        let paths = ["a.png", "a.jpg", "raw/a.jpg", "x/raw/y/a.jpg", "a_mask.png", "raw/a_mask.jpg", "raw.jpg"]
        #expect(paths.filter(filter.takes) == ["a.png", "raw/a.jpg", "x/raw/y/a.jpg"])
        #expect(PathFilter().isEmpty && PathFilter().takes("a") && !filter.isEmpty)
    }

    @Test(arguments: [
        ("", PathGlobError.empty("")), ("/", .empty("/")), ("./", .empty("./")), ("../a", .leavesFolder("../a")),
        ("a[b", .unclosed("a[b")), ("[!]", .unclosed("[!]")), ("[a/b]", .unclosed("[a/b]")),
        ("[[:none:]]", .unknownClass("none", of: "[[:none:]]")), ("a\\", .trailingBackslash("a\\")),
    ])
    func refusesWhatIsNoPattern(text: String, error: PathGlobError) {
        #expect(throws: error) { try PathGlob(text) }
        #expect(!error.description.isEmpty)
    }

    /// By trying every way it would take longer than there is time.
    @Test func hostilePatternsTakeNoTime() throws {
        let time = try processorTime {
            let stars = try PathGlob(String(repeating: "*a", count: 500) + "b")
            #expect(!stars.matches(String(repeating: "a", count: 10_000)))
            let folders = try PathGlob(String(repeating: "**/a/", count: 200) + "b")
            #expect(!folders.matches(String(repeating: "a/", count: 2000) + "c"))
        }
        #expect(time < .seconds(10))
    }
}
