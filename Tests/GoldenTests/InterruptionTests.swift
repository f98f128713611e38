import Foundation
import PatchLens
import TestSupport
import Testing

@Suite("A run that is told to end leaves nothing unfinished")
struct InterruptionTests {
    /// Interrupted again and again at another moment, most of them while an overlay is being written.
    @Test(arguments: [SIGINT, SIGTERM])
    func noTemporaryFileStays(signal: Int32) throws {
        let folder = try TemporaryFolder()
        let large = Picture(
            size: PictureSize(height: 4000, width: 4000), pixels: [UInt8](repeating: 90, count: 48_000_000))
        try large.writePNG(to: "\(folder.path)/large.png")
        for round in 0..<8 {
            let out = "\(folder.path)/out\(round)"
            let process = Process()
            process.executableURL = BuiltCommand().executable
            process.arguments = ["\(folder.path)/large.png", "-o", out, "--heads", "each", "-q"]
            try process.run()
            Thread.sleep(forTimeInterval: 0.35 + 0.12 * Double(round))
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            let left = (try? FileManager.default.contentsOfDirectory(atPath: out)) ?? []
            #expect(left.allSatisfy { !$0.hasPrefix(".patchlens-") }, "round \(round): \(left)")
            if process.terminationReason == .uncaughtSignal { #expect(process.terminationStatus == signal) }
        }
    }
}
