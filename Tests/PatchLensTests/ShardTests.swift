import Foundation
import PatchLens
import TestSupport
import Testing

@Suite("Shards and samples")
struct ShardTests {
    private struct Golden: Decodable {
        struct Sample: Decodable {
            let count: Int
            let seed: UInt64
            let paths: [String]
        }
        let paths: [String]
        let shards: [String: [Int]]
        let samples: [Sample]
    }

    /// Of Tools/golden/make-shard-golden.py.
    private static func golden() throws -> Golden {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.golden)/shards.json"))
        return try JSONDecoder().decode(Golden.self, from: data)
    }

    private static func inputs(_ paths: [String]) -> InputList {
        InputList(
            paths.map { path in
                let parts = path.split(separator: "/", omittingEmptySubsequences: false)
                return .picture(
                    PictureInput(
                        path: "/photos/" + path, root: "photos", directory: parts.dropLast().joined(separator: "/"),
                        name: String(parts.last ?? "")))
            })
    }

    @Test func aPictureIsWherePythonFindsIt() throws {
        let golden = try Self.golden()
        for (count, indices) in golden.shards {
            let count = try #require(Int(count))
            for (path, index) in zip(golden.paths, indices) {
                #expect(try Shard(index: index, of: count).holds(path), "\(path) of \(count)")
                guard count > 1 else { continue }
                #expect(try !Shard(index: (index + 1) % count, of: count).holds(path))
            }
        }
    }

    @Test func aSampleIsThatOfPython() throws {
        let golden = try Self.golden()
        for sample in golden.samples {
            let expected = sample.paths.map { "/photos/" + $0 }
            let drawn = Self.inputs(golden.paths).sampled(sample.count, seed: sample.seed)
            #expect(drawn.map(\.path) == expected)
            // In whatever order they were found.
            let backwards = Self.inputs(golden.paths.reversed()).sampled(sample.count, seed: sample.seed)
            #expect(backwards.map(\.path) == expected.reversed())
        }
        #expect(Self.inputs(golden.paths).sampled(1000) == Self.inputs(golden.paths))
    }

    /// What is told of a folder that cannot be read is told whatever is drawn.
    @Test func aSampleKeepsFoldersThatCannotBeRead() throws {
        let picture = InputEntry.picture(PictureInput(path: "a.png", root: "", directory: "", name: "a.png"))
        let folder = InputEntry.unusable(path: "locked", .unreadable(reason: "no"))
        let missing = InputEntry.unusable(path: "b.png", .unreachable(reason: "no"))
        #expect(InputList([folder, picture, missing]).sampled(1).count == 2)
        #expect(InputList([folder, picture, missing]).sampled(1).first == folder)
    }

    /// 120 pictures, three of them unreadable paths: each in one shard, with the names it has without shards.
    @Test(arguments: [1, 2, 3, 16, 100])
    func noneIsLostAndNoneTwice(count: Int) throws {
        let folder = try TemporaryFolder()
        for index in 0..<117 { try folder.file("p/\(index % 5)/\(index).png") }
        let missing = (0..<3).map { folder.path("missing\($0).png") }
        func outputs(_ shard: Shard?) throws -> [String: [String]] {
            let inputs = try InputSearch()([folder.path("p")] + missing)
            let template = try OutputTemplate("{dir}/{stem}.{index}.png")
            let plan = try OutputPlan(
                inputs, into: folder.path("out"), naming: OutputNaming(template: template, .lastMean), shard: shard)
            #expect(plan.pictureCount(overwriting: true) <= plan.entries.count)
            let named = plan.entries.map { entry -> (String, [String]) in
                switch entry {
                case .picture(let picture): (entry.path, picture.outputs.all)
                case .unusable: (entry.path, [])
                }
            }
            return Dictionary(uniqueKeysWithValues: named)
        }
        let all = try outputs(nil)
        #expect(all.count == 120)
        var together: [String: [String]] = [:]
        for index in 0..<count {
            try together.merge(outputs(Shard(index: index, of: count))) { _, _ in
                Issue.record("twice")
                return []
            }
        }
        #expect(together == all)
        // Others come, and all stay where they were.
        let first = try outputs(Shard(index: 0, of: count)).keys
        for index in 0..<50 { try folder.file("p/new/\(index).png") }
        let later = try outputs(Shard(index: 0, of: count)).keys
        #expect(Set(later.filter { !$0.contains("/new/") }) == Set(first))
    }

    /// Two pictures of one output are in two shards: both refuse it.
    @Test func collisionsAreFoundInEveryShard() throws {
        let folder = try TemporaryFolder()
        for name in ["p/a.png", "p/a.jpg"] { try folder.file(name) }
        for index in 0..<8 {
            #expect(throws: OutputPlanError.self) {
                try OutputPlan(
                    InputSearch()([folder.path("p")]), into: folder.path("out"), naming: OutputNaming(.lastMean),
                    shard: Shard(index: index, of: 8))
            }
        }
    }

    @Test(arguments: [
        ("0/1", 0, 1), ("3/16", 3, 16), ("15/16", 15, 16),
    ])
    func readsAShard(text: String, index: Int, count: Int) throws {
        let shard = try Shard(text)
        #expect(shard.index == index && shard.count == count && shard.description == text)
    }

    @Test(arguments: [
        "", "1", "1/", "/4", "a/4", "1/4/2", "4/4", "-1/4", "0/0", "0/-1", "99999999999999999999/4", "1 /4",
    ])
    func refusesWhatIsNoShard(text: String) {
        let error = #expect(throws: ShardError.self) { try Shard(text) }
        if text == "4/4" { #expect(error?.description.contains("0/4 to 3/4") == true) }
    }

    @Test(arguments: [
        ("_done.json", "_done-3-of-16.json"), ("heads-distance.png", "heads-distance-3-of-16.png"),
        ("sub.d/features", "sub.d/features-3-of-16"), ("sub/.hidden", "sub/.hidden-3-of-16"),
        ("a.tar.gz", "a.tar-3-of-16.gz"),
    ])
    func namesFilesOfItsOwn(file: String, expected: String) throws {
        let shard: Shard? = try Shard("3/16")
        #expect(shard.name(of: file) == expected)
        #expect(Shard?.none.name(of: file) == file)
    }

    private static func slurm(_ id: Int, _ range: (Int, Int, Int, Int)) -> [String: String] {
        [
            "SLURM_ARRAY_TASK_ID": "\(id)", "SLURM_ARRAY_TASK_MIN": "\(range.0)", "SLURM_ARRAY_TASK_MAX": "\(range.1)",
            "SLURM_ARRAY_TASK_STEP": "\(range.2)", "SLURM_ARRAY_TASK_COUNT": "\(range.3)",
        ]
    }

    @Test(arguments: [
        (slurm(0, (0, 15, 1, 16)), "0/16"), (slurm(15, (0, 15, 1, 16)), "15/16"), (slurm(4, (1, 4, 1, 4)), "3/4"),
        (slurm(7, (1, 13, 3, 5)), "2/5"), (slurm(9, (9, 9, 0, 1)), "0/1"),
        (["JOB_COMPLETION_INDEX": "2", "PATCHLENS_SHARD_COUNT": "5"], "2/5"),
        (["AWS_BATCH_JOB_ARRAY_INDEX": "0", "AWS_BATCH_JOB_ARRAY_SIZE": "2"], "0/2"),
        // AWS Batch on Kubernetes, and both say the same.
        (
            [
                "AWS_BATCH_JOB_ARRAY_INDEX": "1", "AWS_BATCH_JOB_ARRAY_SIZE": "2", "JOB_COMPLETION_INDEX": "1",
                "PATCHLENS_SHARD_COUNT": "2",
            ], "1/2"
        ),
    ])
    func findsItsShardInTheEnvironment(environment: [String: String], expected: String) throws {
        #expect(try Shard(environment: environment).description == expected)
    }

    @Test(arguments: [
        ([:], ShardError.noArray),
        (["PATCHLENS_SHARD_COUNT": "4"], .noArray),
        // As for --array=1,2,7.
        (slurm(7, (1, 7, 1, 3)), .unevenArray(identifiers: "7 of 3 from 1 to 7 by 1")),
        (slurm(8, (1, 7, 2, 4)), .unevenArray(identifiers: "8 of 4 from 1 to 7 by 2")),
        (
            ["SLURM_ARRAY_TASK_ID": "1"],
            .noNumber(variable: "SLURM_ARRAY_TASK_MIN", value: nil, system: "a Slurm array")
        ),
        (
            ["JOB_COMPLETION_INDEX": "2"],
            .noNumber(variable: "PATCHLENS_SHARD_COUNT", value: nil, system: "an indexed Kubernetes job")
        ),
        (["JOB_COMPLETION_INDEX": "2", "PATCHLENS_SHARD_COUNT": "2"], .outOfRange(index: 2, count: 2)),
        (
            ["AWS_BATCH_JOB_ARRAY_INDEX": "x", "AWS_BATCH_JOB_ARRAY_SIZE": "2"],
            .noNumber(variable: "AWS_BATCH_JOB_ARRAY_INDEX", value: "x", system: "an AWS Batch array")
        ),
        (
            [
                "AWS_BATCH_JOB_ARRAY_INDEX": "1", "AWS_BATCH_JOB_ARRAY_SIZE": "2", "JOB_COMPLETION_INDEX": "0",
                "PATCHLENS_SHARD_COUNT": "2",
            ], .severalArrays(["Kubernetes 0/2", "AWS Batch 1/2"])
        ),
    ])
    func refusesAnEnvironmentThatSaysNothing(environment: [String: String], error: ShardError) {
        #expect(throws: error) { try Shard(environment: environment) }
        #expect(!error.description.isEmpty)
    }
}
