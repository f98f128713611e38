import AttentionExport
import Foundation
import Testing

@Suite("What killed processes leave")
struct AbandonedFileTests {
    private static func put(_ path: String, hoursAgo: Double) throws {
        try Data("half".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -3600 * hoursAgo)], ofItemAtPath: path)
    }

    @Test func aKilledProcessesFileIsRemoved() async throws {
        let folder = try TemporaryFolder()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String] in
            var file = try AtomicFile(at: path + "/a.png")
            try file.write(Array("half".utf8))
            kill(getpid(), SIGKILL)
        }
        #expect(folder.contents.count == 1 && folder.contents != ["a.png"])
        AbandonedFiles.remove(in: folder.path)
        #expect(folder.contents == [])
    }

    @Test func aFileThatIsBeingWrittenStays() throws {
        let folder = try TemporaryFolder()
        var file = try AtomicFile(at: folder.path + "/a.png")
        AbandonedFiles.remove(in: folder.path)
        try file.write(Array("whole".utf8))
        try file.commit()
        #expect(try folder.bytes(of: "a.png") == Array("whole".utf8))
        #expect(folder.contents == ["a.png"])
    }

    /// Another machine's lock may not be seen here.
    @Test func anotherMachinesFileStaysForADay() throws {
        let folder = try TemporaryFolder()
        let name = ".patchlens-00000000-0123456789abcdef"
        try Self.put(folder.path + "/" + name, hoursAgo: 23)
        AbandonedFiles.remove(in: folder.path)
        #expect(folder.contents == [name])
        try Self.put(folder.path + "/" + name, hoursAgo: 25)
        AbandonedFiles.remove(in: folder.path)
        #expect(folder.contents == [])
    }

    @Test(arguments: [
        ".patchlens-notes", ".patchlens-0000000-0123456789abcdef", ".patchlens-00000000-0123456789abcdeF",
        ".patchlens-00000000-0123456789abcdef-", "patchlens-00000000-0123456789abcdef", "a.png",
    ])
    func whatIsCalledOtherwiseStays(name: String) throws {
        let folder = try TemporaryFolder()
        try Self.put(folder.path + "/" + name, hoursAgo: 48)
        AbandonedFiles.remove(in: folder.path)
        #expect(folder.contents == [name])
    }
}
