import Foundation
import PatchLens
import Synchronization
import TestSupport
import Testing

/// Time and memory that a run may take, with the small random model.
@Suite("Limits of a run")
struct RunLimitTests {
    private let folder: TemporaryFolder
    private let model: VisionTransformer

    init() throws {
        folder = try TemporaryFolder()
        model = try SmallModel.load(isDifferentiable: true)
    }

    private func plan(_ count: Int, side: Int = 40) throws -> OutputPlan {
        let picture = Picture(
            size: PictureSize(height: side, width: side), pixels: [UInt8](repeating: 90, count: 3 * side * side))
        for index in 0..<count { try picture.writePNG(to: folder.path("p/\(index + 100).png")) }
        let entries = try InputSearch(outputFolder: folder.path("out"))([folder.path("p")])
        return try OutputPlan(entries, into: folder.path("out"), naming: OutputNaming(.lastMean))
    }

    private func methods() throws -> [any MapMethod] {
        let maps = try MapSelection(layers: .all, heads: .fused(.mean), layerCount: 3, headCount: 3)
        let target = try ModelTarget(nil, of: model, textEncoder: nil)
        return [
            TokenAttention(in: maps), TokenAttention(from: [.patchMean], in: maps), ReceivedAttention(in: maps),
            AttentionRollout(), AttentionRollout(fusing: .max), AttentionRollout(by: .vitExplain),
            GradientRollout(of: target), Relevance(of: target), GradCAM(of: target),
            TokenCut(), LOST(), PrincipalColors(splitsForeground: false),
        ]
    }

    /// Whatever is computed is given up: no time is enough, and none of it is written.
    @Test func aPictureWithoutTimeIsGivenUp() async throws {
        let plan = try plan(2)
        for method in try methods() {
            let overlay = PictureOverlay(
                model: model, modelName: "small", options: OverlayOptions(shortSide: 40, methods: [method]),
                outputFolder: plan.folder)
            let run = FolderRun(plan, workers: Workers(for: 2), timeLimit: .zero) { overlay($0, in: $1) }
            var failures: [PictureFailure?] = []
            let summary = await run { failures.append($0.failure) }
            #expect(summary.failed == 2)
            for case let failure? in failures {
                #expect(failure.kind == .timeLimit && failure.isRetryable)
                #expect(failure.message == "it was given up after 0 s, the most that a picture may take")
            }
        }
        #expect(folder.files(below: "out").isEmpty)
    }

    /// The way through the encoder and each method's own loops end by themselves, with the error that says so.
    @Test func methodsStopBetweenTheirSteps() throws {
        let workspace = Workspace()
        let picture = Picture(
            size: PictureSize(height: 40, width: 40), pixels: (0..<4800).map { UInt8(truncatingIfNeeded: $0 * 37) })
        let patches = try model.patches(of: picture, shortSide: 40, in: workspace)
        for method in try methods() {
            workspace.limitTime(to: .zero)
            #expect(throws: MethodError.encoding(.outOfTime)) { try method(patches, in: model) }
            workspace.limitTime(to: nil)
            #expect(throws: Never.self) { try method(patches, in: model) }
        }
    }

    /// As many as there is memory for are at work at once, all come to their end, and what needs more than there is for
    /// one is refused by its header.
    @Test(arguments: [1, 2, 5])
    func memoryIsShared(workers: Int) async throws {
        let plan = try plan(30)
        let large = Picture(
            size: PictureSize(height: 900, width: 900), pixels: [UInt8](repeating: 9, count: 2_430_000))
        try large.writePNG(to: folder.path("p/large.png"))
        let entries = try InputSearch(outputFolder: folder.path("out"))([folder.path("p")])
        let all = try OutputPlan(entries, into: folder.path("out"), naming: OutputNaming(.lastMean))
        #expect(all.entries.count == plan.entries.count + 1)
        // Room for two and a half.
        let memory = try RunMemory(limit: 4 << 40, threads: 1, decoding: .default) { picture in
            picture.original.height == 900 ? 3 << 40 + 1 << 40 : Int(1.6 * Double(1 << 40))
        }
        let busy = Mutex((now: 0, most: 0))
        let run = FolderRun(all, workers: Workers(pictures: workers, threads: 1, for: 31), memory: memory) {
            picture, _ in
            busy.withLock { busy in
                busy.now += 1
                busy.most = max(busy.most, busy.now)
            }
            usleep(2000)
            busy.withLock { $0.now -= 1 }
            return PictureReport(.planned, picture)
        }
        var failures: [PictureFailure] = []
        let summary = await run { if let failure = $0.failure { failures.append(failure) } }
        #expect(summary.planned == 30)
        #expect(busy.withLock { $0.most } <= 2)
        #expect(failures.map(\.kind) == [.memoryLimit])
        #expect(failures.allSatisfy { $0.message.hasPrefix("it would take 4194304 MiB of memory; the run may take ") })
        #expect(memory.fewer(than: Workers(pictures: workers, threads: 1, for: 31)).pictures == min(workers, 2))
    }

    /// A picture's time begins when it is let in: its header is read whether the one before was late or not.
    @Test func theTimeOfThePictureBeforeIsOver() async throws {
        let read = Mutex(0)
        let memory = try RunMemory(limit: 4 << 40, threads: 1, decoding: .default) { _ in
            read.withLock { $0 += 1 }
            return 0
        }
        let workers = Workers(pictures: 1, threads: 1, for: 3)
        let run = FolderRun(try plan(3), workers: workers, timeLimit: .zero, memory: memory) { picture, _ in
            PictureReport(.planned, picture)
        }
        let summary = await run()
        #expect(summary.planned == 3 && read.withLock { $0 } == 3)
    }

    /// Threads and pictures at once are lowered to what there is memory for.
    @Test(arguments: [(200, 1), (1, 1 << 20), (8, 1 << 20), (1, 3)])
    func manyWorkersTakeNoMemoryFromPictures(pictures: Int, threads: Int) throws {
        // Beside which this process is small.
        let (photograph, limit) = (1 << 40, 5 << 39)
        let memory = try RunMemory(limit: limit, threads: 1, decoding: .default) { _ in photograph }
        let fewer = memory.fewer(than: Workers(pictures: pictures, threads: threads, for: 300), cores: 64)
        #expect(fewer.pictures == (threads == 1 ? 2 : 1))
        #expect(fewer.pictures * (photograph + fewer.threads * 4 << 20) <= limit)
        #expect(fewer.threads == [1: 32, 3: 3][threads] ?? fewer.threads && fewer.threads > 1)
    }

    @Test func aModelThatIsTooLargeIsToldSo() {
        #expect(throws: RunMemoryError.self) {
            try RunMemory(limit: 1 << 20, threads: 1, decoding: .default) { _ in 0 }
        }
    }
}
