import Foundation
import TestSupport
import Testing

/// A run over many pictures; Tools/reliability/soak.sh draws 100,000.
@Suite("Many pictures")
struct EnduranceTests {
    static let count = 300

    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder

    /// Links of a few small pictures.
    init() throws {
        folder = try TemporaryFolder()
        let fixtures = ProjectPaths.root + "/Tests/ImageDecodingTests/Fixtures/"
        let names = ["JPEG/ycbcr-420.jpg", "JPEG/grey.jpg", "PNG/rgba-16.png", "PNG/grey-1.png", "Upright/6.jpg"]
        for (number, name) in names.enumerated() {
            let source = try [UInt8](Data(contentsOf: URL(filePath: fixtures + name)))
            let first = try folder.file("p/\(number)/0.\(name.suffix(3))", source)
            for copy in 1..<(Self.count / names.count) {
                let path = folder.path("p/\(number)/\(copy).\(name.suffix(3))")
                try FileManager.default.linkItem(atPath: first, toPath: path)
            }
        }
    }

    private func arguments(jobs: Int) -> [String] {
        [
            folder.path("p"), "-o", folder.path("out\(jobs)"), "--model", SmallModel.directory, "--short-side", "28",
            "--jobs", "\(jobs)", "-q",
        ]
    }

    @Test func anyNumberOfWorkersMakesTheSameBytes() throws {
        for jobs in [1, 4] { #expect(try patchlens(arguments(jobs: jobs)).status == 0) }
        let names = folder.files(below: "out1")
        #expect(names.count == Self.count)
        #expect(folder.files(below: "out4") == names)
        for name in names {
            #expect(try folder.contents("out1/\(name)") == folder.contents("out4/\(name)"), "\(name)")
        }
    }

    #if os(Linux)
        /// Were a picture's file not closed, some would be open for each that was drawn.
        @Test func fewFilesAreOpen() throws {
            let process = Process()
            process.executableURL = patchlens.executable
            process.arguments = arguments(jobs: 2)
            try process.run()
            var (most, samples) = (0, 0)
            while process.isRunning {
                let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd")
                most = max(most, open?.count ?? 0)
                samples += open == nil ? 0 : 1
                usleep(2000)
            }
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(samples > 0 && most < 50, "\(most) in \(samples) samples")
        }
    #endif
}
