import Foundation
import PatchLens
import TestSupport
import Testing

/// `--memory` and `--time-limit` as processes: what a picture is said to need is held against what the process took.
@Suite(
    "What a run may take", .serialized, .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status")))
struct MemoryNeedTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        // So large that it needs more than what is left of the memory that loading the model took for a while.
        let size = PictureSize(height: 5000, width: 7200)
        let pixels = (0..<108_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 / 1000) }
        try Picture(size: size, pixels: pixels).writePNG(to: folder.path("large.png"))
    }

    /// Mebibytes behind a text in a message.
    private func mebibytes(_ before: String, in text: String) throws -> Int {
        let start = try #require(text.range(of: before), "\(text)").upperBound
        return try #require(Int(text[start...].prefix { $0.isNumber }))
    }

    /// The most memory of a run, in mebibytes, as Linux counts it.
    private func most(_ arguments: [String]) throws -> Int {
        let process = Process()
        process.executableURL = patchlens.executable
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        var most = 0
        while process.isRunning {
            let status =
                (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
            for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
                most = max(most, (Int(line.filter(\.isNumber)) ?? 0) / 1024)
            }
            usleep(500)
        }
        try #require(process.terminationStatus == 0)
        return most
    }

    @Test(
        arguments: [
            (nil, ["overlay"]), (nil, ["overlay", "--layout", "side-by-side", "--legend"]),
            ("chelsea.png", ["overlay", "--method", "rollout", "--short-side", "756"]),
            ("chelsea.png", ["overlay", "--method", "relevance", "--short-side", "518"]),
            ("chelsea.png", ["overlay", "--method", "gradient-rollout", "--short-side", "518"]),
            ("chelsea.png", ["overlay", "--method", "saliency", "--short-side", "756"]),
            ("chelsea.png", ["heads", "--short-side", "518"]),
            ("chelsea.png", ["evaluate", "--method", "relevance", "--steps", "1", "--short-side", "518"]),
        ] as [(String?, [String])])
    func isNearTheTruth(sample: String?, command: [String]) throws {
        let picture = sample.map { "\(ProjectPaths.images)/\($0)" } ?? folder.path("large.png")
        let arguments = [command[0], picture, "-o", folder.path("out"), "-q", "--overwrite"] + command.dropFirst()
        let tooLittle = try patchlens(arguments + ["--memory", "1M"])
        #expect(tooLittle.status == 2)
        let model = try mebibytes("the model and the run itself take ", in: tooLittle.errors)
        let refused = try patchlens(arguments + ["--memory", "\(model + 8)M", "--json"])
        #expect(refused.status == 1 && refused.output.contains("\"kind\":\"memoryLimit\""), "\(refused.errors)")
        #expect(folder.files(below: "out").isEmpty)
        let need = try mebibytes("it would take ", in: refused.errors)
        let base = try mebibytes("the model and the run itself have ", in: refused.errors)
        // With as much as it asks for it is let in, and takes no more but for what the system rounds.
        let limit = max(base + need + 1, model + 1)
        let peak = try most(arguments + ["--memory", "\(limit)M"])
        #expect(Double(peak) <= 1.03 * Double(limit))
        // Nor does it ask for much more than it takes.
        #expect(Double(need) <= 1.5 * Double(peak - base))
    }

    @Test func timeIsOver() throws {
        let arguments = ["\(ProjectPaths.images)/chelsea.png", "-o", folder.path("out"), "--json", "-q"]
        let slow = ["--method", "relevance", "--short-side", "1036"]
        let late = try patchlens(arguments + slow + ["--time-limit", "0.05"])
        #expect(late.status == 1 && late.output.contains("\"kind\":\"timeLimit\""), "\(late.output)")
        #expect(late.output.contains("given up after 0.05 s") && late.output.contains("\"retryable\":true"))
        #expect(folder.files(below: "out").isEmpty)
        // The next run tries it again by itself, and what was done in time is done.
        let inTime = try patchlens(arguments + ["--time-limit", "100"])
        #expect(inTime.status == 0 && folder.files(below: "out") == ["chelsea.png"])
    }
}
