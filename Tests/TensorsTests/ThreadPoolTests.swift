import CKernels
import Synchronization
import Testing

@Suite("Every task runs once")
struct ThreadPoolTests {
    final class Counts: Sendable {
        let runs: Mutex<[Int]>
        init(tasks: Int) { runs = Mutex(Array(repeating: 0, count: tasks)) }
    }

    private func run(tasks: Int, threads: Int32) -> [Int] {
        let counts = Counts(tasks: tasks)
        patchlens_parallel(
            Int64(tasks), threads,
            { context, task in
                guard let context else { return }
                Unmanaged<Counts>.fromOpaque(context).takeUnretainedValue().runs.withLock { $0[Int(task)] += 1 }
            }, Unmanaged.passUnretained(counts).toOpaque())
        return counts.runs.withLock { $0 }
    }

    @Test(arguments: [0, 1, 2, 3, 64, 1000], [1, 2, 3, 8] as [Int32])
    func once(tasks: Int, threads: Int32) {
        #expect(run(tasks: tasks, threads: threads) == [Int](repeating: 1, count: tasks))
    }

    @Test func regionAfterRegionAndFromSeveralThreads() async {
        await withTaskGroup(of: Bool.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    (0..<300).allSatisfy { round in
                        let tasks = 1 + (round + worker) % 9
                        return run(tasks: tasks, threads: 3) == [Int](repeating: 1, count: tasks)
                    }
                }
            }
            for await everyTaskRanOnce in group { #expect(everyTaskRanOnce) }
        }
    }

    @Test func thereIsAProcessor() {
        #expect(patchlens_processor_count() >= 1)
    }
}
