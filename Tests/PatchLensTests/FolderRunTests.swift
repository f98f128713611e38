import Foundation
import PatchLens
import Synchronization
import TestSupport
import Testing

@Suite struct FolderRunTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func plan(_ count: Int) throws -> OutputPlan {
        for index in 0..<count { try folder.file("p/\(index + 100).png") }
        let output = folder.path("out")
        let entries = try InputSearch(outputFolder: output)([folder.path("missing.png"), folder.path("p")])
        return try OutputPlan(entries, into: output, naming: OutputNaming(.lastMean))
    }

    /// The first picture is the slowest: the others come to their end before it and wait to be told.
    @Test(arguments: [1, 2, 3, 100])
    func reportsInOrder(workers: Int) async throws {
        let plan = try plan(12)
        let run = FolderRun(plan, workers: Workers(pictures: workers, threads: 1, for: 12)) { picture, _ in
            if picture.input.name == "100.png" { usleep(50_000) }
            return PictureReport(.planned, picture)
        }
        var paths: [String] = []
        let summary = await run { paths.append($0.path) }
        #expect(paths == plan.entries.map(\.path))
        #expect(summary.planned == 12)
        #expect(summary.failed == 1)
        #expect(summary.count == 13)
    }

    @Test func givesEachWorkerOneWorkspaceOfItsThreads() async throws {
        let seen = Mutex<(busy: Set<ObjectIdentifier>, all: Set<ObjectIdentifier>, clashes: Int)>(([], [], 0))
        let run = FolderRun(try plan(30), workers: Workers(pictures: 2, threads: 3, for: 30)) { picture, workspace in
            let worker = ObjectIdentifier(workspace)
            seen.withLock { seen in
                if !seen.busy.insert(worker).inserted || seen.busy.count > 2 || workspace.threads != 3 {
                    seen.clashes += 1
                }
                seen.all.insert(worker)
            }
            usleep(1000)
            seen.withLock { _ = $0.busy.remove(worker) }
            return PictureReport(.planned, picture)
        }
        _ = await run()
        seen.withLock { seen in
            #expect(seen.clashes == 0)
            #expect((1...2).contains(seen.all.count))
        }
    }

    @Test(arguments: [false, true])
    func leavesAloneWhatIsDoneUnlessToldTo(overwrites: Bool) async throws {
        let plan = try plan(3)
        try folder.file("out/101.png")
        let run = FolderRun(plan, workers: Workers(for: 3), overwrites: overwrites) { picture, _ in
            PictureReport(.planned, picture)
        }
        let summary = await run()
        #expect(summary.skipped == (overwrites ? 0 : 1))
        #expect(summary.planned == (overwrites ? 3 : 2))
    }

    @Test func beginsNothingMoreOnceCancelled() async throws {
        let plan = try plan(20)
        let begun = Mutex(0)
        let task = Task {
            await FolderRun(plan, workers: Workers(pictures: 1, threads: 1, for: 20)) { picture, _ in
                begun.withLock { $0 += 1 }
                withUnsafeCurrentTask { $0?.cancel() }
                return PictureReport(.planned, picture)
            }()
        }
        task.cancel()
        let summary = await task.value
        #expect(summary.count <= 1)
        #expect(begun.withLock { $0 } <= 1)
    }
}
