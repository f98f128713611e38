import Foundation
import ImageDecoding
import TestSupport
import Testing

/// What can only be measured of a process that does nothing else: each test runs in one of its own.
@Suite("Hostile files, in a process of their own")
struct HostileProcessTests {
    /// Pictures of 100 to 800,000 megapixels, by their headers: the memory they ask for is never touched.
    @Test func bombsAllocateNothing() async {
        await #expect(processExitsWith: .success) {
            let bombs = try DamagedFileTests.expected.filter { $0.path.hasPrefix("bomb") }.map {
                try FixtureFiles.bytes("Damaged/\($0.path)")
            }
            precondition(bombs.count == 4)
            _ = try? Picture(decoding: bombs[0])
            let before = Self.peakMebibytes
            for bomb in bombs {
                let duration = processorTime {
                    do {
                        _ = try Picture(decoding: bomb)
                        preconditionFailure("a bomb became a picture")
                    } catch {}
                }
                precondition(duration < .milliseconds(100), "\(duration)")
            }
            let allowed = Self.isSanitized ? 64 : 4
            precondition(Self.peakMebibytes - before < allowed, "\(before) MiB became \(Self.peakMebibytes)")
        }
    }

    /// 10,000 failures on every way out of the codecs, from files: neither memory nor descriptors add up.
    @Test func tenThousandErrorsLeaveNothingBehind() async {
        await #expect(processExitsWith: .success) {
            let paths = DamagedFileTests.expected.map { "\(FixtureFiles.folder)/Damaged/\($0.path)" }
            func fail(_ count: Int) {
                for index in 0..<count {
                    do {
                        _ = try Picture(contentsOf: paths[index % paths.count])
                        preconditionFailure("\(paths[index % paths.count]) became a picture")
                    } catch {}
                }
            }
            fail(1_000)
            let before = (Self.peakMebibytes, Self.descriptors)
            fail(10_000)
            precondition(Self.descriptors == before.1, "\(before.1) descriptors became \(Self.descriptors)")
            // The sanitizer keeps what is freed, up to 256 MiB, and looks for leaks itself.
            let allowed = Self.isSanitized ? 320 : 4
            precondition(Self.peakMebibytes - before.0 < allowed, "\(before.0) MiB became \(Self.peakMebibytes)")
        }
    }

    /// Root may read everything; this process becomes nobody first where it is root's.
    @Test func aFileWithoutPermissionIsUnreadable() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let path = try folder.file("locked.png", [1, 2, 3])
            precondition(chmod(path, 0) == 0)
            let nobody: uid_t = 65_534
            if geteuid() == 0 { precondition(seteuid(nobody) == 0) }
            do {
                _ = try Picture(contentsOf: path)
                preconditionFailure("read what nobody may read")
            } catch DecodingError.unreadable(let reason) {
                precondition(reason == "Permission denied", reason)
            }
            if getuid() == 0 { precondition(seteuid(0) == 0) }
        }
    }

    /// The most memory that was resident at once.
    static var peakMebibytes: Int {
        var usage = rusage()
        #if canImport(Darwin)
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss >> 20
        #else
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return usage.ru_maxrss >> 10
        #endif
    }

    /// Open descriptors, of the first thousand.
    static var descriptors: Int { (0..<1_000 as Range<Int32>).count { fcntl($0, F_GETFD) != -1 } }

    /// Whether AddressSanitizer is in this process.
    static var isSanitized: Bool { dlsym(dlopen(nil, RTLD_NOW), "__asan_init") != nil }
}
