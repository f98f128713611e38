import Foundation
import ImageDecoding
import TestSupport
import Testing

@Suite("Files", .serialized)
struct FileReadingTests {
    /// A folder of its own for each test, removed with its contents.
    private static func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("PatchLens-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    @Test func anEmptyFileIsEmpty() throws {
        try Self.withFolder { folder in
            try Self.write([], to: folder + "/empty.png")
            #expect(throws: DecodingError.empty) { try Picture(contentsOf: folder + "/empty.png") }
        }
        #expect(throws: DecodingError.empty) { try Picture(decoding: []) }
    }

    @Test func aMissingFileIsUnreadable() throws {
        let error = #expect(throws: DecodingError.self) { try Picture(contentsOf: "/no/such/file.png") }
        #expect(error == .unreadable(reason: "No such file or directory"))
    }

    @Test func aDirectoryIsNotAFile() throws {
        #expect(throws: DecodingError.notAFile(found: "a directory")) {
            try Picture(contentsOf: FixtureFiles.folder)
        }
    }

    /// Nobody writes to the pipe: opening it must not wait.
    @Test(.timeLimit(.minutes(1)))
    func aPipeIsNotAFile() throws {
        try Self.withFolder { folder in
            try #require(mkfifo(folder + "/pipe.png", 0o600) == 0)
            #expect(throws: DecodingError.notAFile(found: "a pipe")) { try Picture(contentsOf: folder + "/pipe.png") }
        }
    }

    @Test func aDeviceIsNotAFile() {
        #expect(throws: DecodingError.notAFile(found: "a device")) { try Picture(contentsOf: "/dev/zero") }
    }

    @Test func aFileAboveTheLimitIsNotRead() throws {
        let limits = DecodingLimits(bytes: 100)
        let error = #expect(throws: DecodingError.self) {
            try Picture(contentsOf: ProjectPaths.images + "/chelsea.png", options: DecodingOptions(limits: limits))
        }
        #expect(error == .tooManyBytes(needed: 240_512, limit: 100))
    }

    @Test func theNameHasNoSay() throws {
        try Self.withFolder { folder in
            try Self.write(FixtureFiles.bytes("PNG/rgb-8.png"), to: folder + "/png.jpg")
            try Self.write(FixtureFiles.bytes("JPEG/grey.jpg"), to: folder + "/jpeg")
            let (png, jpeg) = try (Picture(contentsOf: folder + "/png.jpg"), Picture(contentsOf: folder + "/jpeg"))
            #expect(png == (try FixtureFiles.picture("PNG/rgb-8.png")))
            #expect(jpeg == (try FixtureFiles.picture("JPEG/grey.jpg")))
        }
    }
}
