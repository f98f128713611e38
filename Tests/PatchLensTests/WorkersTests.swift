import PatchLens
import Testing

@Suite struct WorkersTests {
    /// So many pictures on so many cores.
    @Test(arguments: [(28, 8, 8, 1), (1, 8, 1, 8), (3, 8, 3, 2), (0, 4, 1, 4)])
    func fillsTheCores(count: Int, cores: Int, pictures: Int, threads: Int) {
        let workers = Workers(for: count, cores: cores)
        #expect(workers.pictures == pictures)
        #expect(workers.threads == threads)
    }

    @Test(arguments: [(2, 4), (8, 1), (16, 1)])
    func givesTheCoresToTheJobsAskedFor(jobs: Int, threads: Int) {
        let workers = Workers(pictures: jobs, for: 28, cores: 8)
        #expect(workers.pictures == jobs)
        #expect(workers.threads == threads)
    }

    @Test(arguments: [(4, 2), (3, 2), (16, 1)])
    func givesTheCoresToTheThreadsAskedFor(threads: Int, pictures: Int) {
        let workers = Workers(threads: threads, for: 28, cores: 8)
        #expect(workers.pictures == pictures)
        #expect(workers.threads == threads)
    }

    @Test func takesBothAsTheyAreGiven() {
        let workers = Workers(pictures: 3, threads: 5, for: 1, cores: 2)
        #expect(workers.pictures == 3)
        #expect(workers.threads == 5)
    }
}
