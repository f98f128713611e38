import Foundation
import PatchLens
import TestSupport
import Testing

@Suite("A run that is told to end leaves nothing unfinished")
struct InterruptionTests {
    /// Interrupted again and again at another moment, from when an overlay is being written on.
    @Test(arguments: [SIGINT, SIGTERM])
    func noTemporaryFileStays(signal: Int32) throws {
        let folder = try TemporaryFolder()
        let large = Picture(
            size: PictureSize(height: 4000, width: 4000), pixels: [UInt8](repeating: 90, count: 48_000_000))
        try large.writePNG(to: "\(folder.path)/large.png")
        var caught = 0
        for round in 0..<8 {
            let out = "\(folder.path)/out\(round)"
            let process = Process()
            process.executableURL = BuiltCommand().executable
            process.arguments = ["\(folder.path)/large.png", "-o", out, "--heads", "each", "-q"]
            try process.run()
            while process.isRunning, !Self.isWriting(in: out) { usleep(1000) }
            Thread.sleep(forTimeInterval: 0.05 * Double(round))
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            let left = (try? FileManager.default.contentsOfDirectory(atPath: out)) ?? []
            #expect(left.allSatisfy { !Self.isUnfinished($0) }, "round \(round): \(left)")
            guard process.terminationReason == .uncaughtSignal else { continue }
            #expect(process.terminationStatus == signal)
            caught += 1
        }
        #expect(caught > 0)
    }
    private static func isUnfinished(_ name: String) -> Bool { name.hasPrefix(".patchlens-") }

    private static func isWriting(in folder: String) -> Bool {
        (try? FileManager.default.contentsOfDirectory(atPath: folder).contains(where: isUnfinished)) ?? false
    }
}
