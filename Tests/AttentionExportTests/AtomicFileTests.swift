import AttentionExport
import Foundation
import ImageDecoding
import Testing

@Suite("Files that are whole or not there")
struct AtomicFileTests {
    static let picture = Samples.picture(PictureSize(height: 3, width: 5))

    @Test func missingFoldersAreMade() throws {
        let folder = try TemporaryFolder()
        try Self.picture.writePNG(to: folder.path + "/a/b/c.png")
        #expect(folder.contents == ["a", "a/b", "a/b/c.png"])
    }

    @Test func aFileThatIsThereIsReplaced() throws {
        let folder = try TemporaryFolder()
        try Data("old".utf8).write(to: URL(fileURLWithPath: folder.path + "/a.png"))
        try Self.picture.writePNG(to: folder.path + "/a.png")
        #expect(try Picture(contentsOf: folder.path + "/a.png") == Self.picture)
        #expect(folder.contents == ["a.png"])
    }

    @Test func theOldFileStaysUntilTheNewOneIsWhole() throws {
        let folder = try TemporaryFolder()
        try Data("old".utf8).write(to: URL(fileURLWithPath: folder.path + "/a"))
        func writeHalf() throws {
            var file = try AtomicFile(at: folder.path + "/a")
            try file.write(Array("ne".utf8))
            #expect(try folder.bytes(of: "a") == Array("old".utf8))
        }
        try writeHalf()
        #expect(try folder.bytes(of: "a") == Array("old".utf8))
        #expect(folder.contents == ["a"])
    }

    private struct Refused: Error {}

    /// What is done before has nothing of them yet, and may refuse them.
    @Test(arguments: [true, false])
    func severalAppearTogether(isRefused: Bool) throws {
        let folder = try TemporaryFolder()
        func writeAll() throws {
            try AtomicFile.together {
                #expect(folder.contents.allSatisfy { $0.hasPrefix(".patchlens-") } && folder.contents.count == 2)
                if isRefused { throw Refused() }
            } _: {
                for name in ["a.png", "b.png"] { try Self.picture.writePNG(to: folder.path + "/" + name) }
            }
        }
        if isRefused { #expect(throws: Refused.self) { try writeAll() } } else { try writeAll() }
        #expect(folder.contents == (isRefused ? [] : ["a.png", "b.png"]))
    }

    /// A name as long as names can be leaves no room for a suffix.
    @Test func aLongNameIsWritten() throws {
        let folder = try TemporaryFolder()
        let name = String(repeating: "n", count: 251) + ".png"
        try Self.picture.writePNG(to: folder.path + "/" + name)
        #expect(folder.contents == [name])
    }

    @Test(arguments: [
        ("file/a.png", ENOTDIR, ExportError.FileOperation.create), ("file/b/a.png", ENOTDIR, .create),
        ("folder", EISDIR, .rename),
    ])
    func aPathThatCannotBeIsAnError(name: String, code: Int32, operation: ExportError.FileOperation) throws {
        let folder = try TemporaryFolder()
        try Data("text".utf8).write(to: URL(fileURLWithPath: folder.path + "/file"))
        try FileManager.default.createDirectory(atPath: folder.path + "/folder", withIntermediateDirectories: false)
        let path = folder.path + "/" + name
        #expect(throws: ExportError.file(operation, path: path, errorNumber: code)) {
            try Self.picture.writePNG(to: path)
        }
        #expect(folder.contents == ["file", "folder"])
    }

    /// Root may write anywhere.
    @Test(.enabled(if: getuid() != 0))
    func aFolderThatIsNotOursIsAnError() throws {
        let folder = try TemporaryFolder()
        chmod(folder.path, 0o555)
        defer { chmod(folder.path, 0o755) }
        #expect(throws: ExportError.file(.create, path: folder.path + "/a.png", errorNumber: EACCES)) {
            try Self.picture.writePNG(to: folder.path + "/a.png")
        }
        #expect(throws: ExportError.file(.makeFolder, path: folder.path + "/b", errorNumber: EACCES)) {
            try Self.picture.writePNG(to: folder.path + "/b/a.png")
        }
        #expect(folder.contents == [])
    }

    @Test func anErrorSaysWhatCouldNotBeDone() {
        let error = ExportError.file(.create, path: "/x/a.png", errorNumber: ENOSPC)
        #expect(error.description == "cannot create a file in the folder of /x/a.png: No space left on device")
    }
}
