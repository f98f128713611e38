import PatchLens
import Testing

@Suite struct WorkersTests {
    @Test(arguments: [
        // jobs, threads, pictures, cores → pictures at once, threads each
        (nil, nil, 28, 8, 8, 1), (nil, nil, 1, 8, 1, 8), (nil, nil, 3, 8, 3, 2), (nil, nil, 0, 4, 1, 4),
        (2, nil, 28, 8, 2, 4), (16, nil, 28, 8, 16, 1), (nil, 4, 28, 8, 2, 4), (nil, 16, 28, 8, 1, 16), (3, 5, 1, 2, 3, 5),
    ] as [(Int?, Int?, Int, Int, Int, Int)])
    func fillsTheCores(jobs: Int?, threads: Int?, count: Int, cores: Int, pictures: Int, each: Int) {
        let workers = Workers(pictures: jobs, threads: threads, for: count, cores: cores)
        #expect(workers.pictures == pictures)
        #expect(workers.threads == each)
    }
}
