import AttentionExport
import Foundation
import ImageDecoding
import Testing

/// Case 19 of the reliability list: whatever the system refuses is an error with its number, and leaves nothing behind.
@Suite("A system that refuses to write")
struct WriteFaultTests {
    /// A call that fails, or does less than it was asked to.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let operation: ExportError.FileOperation
        let number: Int32
        let system: SystemCall

        init(
            _ name: String, _ operation: ExportError.FileOperation, _ number: Int32,
            _ change: @Sendable (inout SystemCall, Int32) -> Void
        ) {
            (testDescription, self.operation, self.number) = ("\(name), error \(number)", operation, number)
            var system = SystemCall()
            change(&system, number)
            self.system = system
        }
    }

    private static func fail<Number: SignedInteger>(_ number: Int32) -> Number {
        errno = number
        return -1
    }

    static let faults: [Fault] =
        [ENOSPC, EROFS, EDQUOT, EACCES, EMFILE].map { number in
            Fault("no new file", .create, number) { system, number in system.create = { _ in fail(number) } }
        }
        + [ENOSPC, EROFS, EDQUOT].map { number in
            Fault("no new folder", .makeFolder, number) { system, number in
                system.makeFolder = { $0.hasSuffix("/b") ? fail(number) : mkdir($0, 0o777) }
            }
        }
        + [ENOSPC, EDQUOT, EFBIG, EIO].flatMap { number in
            [
                Fault("no byte", .write, number) { system, number in system.append = { _, _ in fail(number) } },
                // As on a disk that is nearly full: a few bytes, and then none.
                Fault("three bytes", .write, number) { system, number in
                    system.append = { descriptor, bytes in
                        guard lseek(descriptor, 0, SEEK_END) < 3 else { return fail(number) }
                        return write(descriptor, bytes.baseAddress, min(3, bytes.count))
                    }
                },
                Fault("not synchronized", .write, number) { system, number in
                    system.synchronize = { _ in fail(number) }
                },
                // The descriptor is gone all the same.
                Fault("not closed", .write, number) { system, number in
                    system.close = { descriptor in
                        close(descriptor)
                        return fail(number)
                    }
                },
            ]
        }
        + [ENOSPC, EROFS, EDQUOT, EIO].map { number in
            Fault("not renamed", .rename, number) { system, number in system.rename = { _, _ in fail(number) } }
        }

    @Test(arguments: faults)
    func leavesNothing(fault: Fault) throws {
        let folder = try TemporaryFolder()
        try Data("old".utf8).write(to: URL(fileURLWithPath: folder.path + "/a"))
        for name in fault.operation == .makeFolder ? ["b/c"] : ["a", "new"] {
            let path = folder.path + "/" + name
            let place = fault.operation == .makeFolder ? folder.path + "/b" : path
            #expect(throws: ExportError.file(fault.operation, path: place, errorNumber: fault.number)) {
                try SystemCall.$current.withValue(fault.system) {
                    var file = try AtomicFile(at: path)
                    try file.write(Array("something".utf8))
                    try file.commit()
                }
            }
        }
        // What was there is there as it was, and there is no temporary file.
        #expect(folder.contents == ["a"])
        #expect(try folder.bytes(of: "a") == Array("old".utf8))
    }

    private func put(_ text: String, to path: String) throws {
        var file = try AtomicFile(at: path)
        try file.write(Array(text.utf8))
        try file.commit()
    }

    /// Where one of several cannot be written, none appears; until then all stay as they were.
    @Test(arguments: faults.filter { ![.makeFolder, .rename].contains($0.operation) })
    func ofSeveralTogetherNoneAppears(fault: Fault) throws {
        let folder = try TemporaryFolder()
        try Data("old".utf8).write(to: URL(fileURLWithPath: folder.path + "/a"))
        let error = ExportError.file(fault.operation, path: folder.path + "/b", errorNumber: fault.number)
        #expect(throws: error) {
            try AtomicFile.together {
                try put("new", to: folder.path + "/a")
                try SystemCall.$current.withValue(fault.system) { try put("something", to: folder.path + "/b") }
            }
        }
        #expect(folder.contents == ["a"])
        #expect(try folder.bytes(of: "a") == Array("old".utf8))
    }

    /// The first name that cannot be given is the last that is tried.
    @Test func ofSeveralTogetherNoneIsLeftUnfinished() throws {
        let folder = try TemporaryFolder()
        var system = SystemCall()
        system.rename = { $1.hasSuffix("/b") ? Self.fail(EIO) : rename($0, $1) }
        #expect(throws: ExportError.file(.rename, path: folder.path + "/b", errorNumber: EIO)) {
            try SystemCall.$current.withValue(system) {
                try AtomicFile.together {
                    for name in ["a", "b", "c"] { try put(name, to: folder.path + "/" + name) }
                }
            }
        }
        #expect(folder.contents == ["a"])
    }

    /// A write may always do less than it is asked to, and a call may be interrupted: neither is an error.
    @Test func whatIsCutShortGoesOn() throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        var system = SystemCall()
        system.append = { descriptor, bytes in
            let length = lseek(descriptor, 0, SEEK_END)
            if length % 2 == 0, lseek(descriptor, 0, SEEK_CUR) == length, Bool.random() { return Self.fail(EINTR) }
            return write(descriptor, bytes.baseAddress, min(7, bytes.count))
        }
        system.place = { descriptor, bytes, offset in
            pwrite(descriptor, bytes.baseAddress, min(3, bytes.count), off_t(offset))
        }
        try SystemCall.$current.withValue(system) {
            var file = try AtomicFile(at: folder.path + "/a")
            try file.write(bytes)
            try file.overwrite(Array("0123456789".utf8))
            try file.commit()
        }
        #expect(try folder.bytes(of: "a") == Array("0123456789".utf8) + bytes[10...])
    }
}
