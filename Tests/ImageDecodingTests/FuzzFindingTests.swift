import Foundation
import ImageDecoding
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What Tools/fuzz/run.sh found, kept so that it is not found again.
@Suite("What fuzzing found")
struct FuzzFindingTests {
    static let files = FixtureFiles.paths(in: "FuzzFindings", ending: "g")

    @Test(arguments: files)
    func isRefused(path: String) throws {
        let error = #expect(throws: DecodingError.self) { try FixtureFiles.picture(path) }
        #expect(error?.description.isEmpty == false)
    }

    #if os(Linux)
        /// A few bytes that claim to be a gibibyte: it must not be taken before they are seen to be few. In a process
        /// of its own that gets no more than 256 MiB, and in which asking for more would be another error.
        @Test func littleMemoryIsTaken() async {
            await #expect(processExitsWith: .success) {
                #expect(!FuzzFindingTests.files.isEmpty)
                let contents = try FuzzFindingTests.files.map(FixtureFiles.bytes)
                var limit = rlimit()
                getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
                limit.rlim_cur = try rlim_t(Self.addressSpace() + (256 << 20))
                #expect(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0)
                for bytes in contents {
                    let error = #expect(throws: DecodingError.self) { try Picture(decoding: bytes) }
                    if case .outOfMemory? = error { Issue.record("memory was asked for") }
                }
            }
        }

        /// Bytes that the process has mapped: the first number, in pages.
        private static func addressSpace() throws -> Int {
            let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
            return try #require(text.split(separator: " ").first.flatMap { Int($0) }) * Int(getpagesize())
        }
    #endif
}
