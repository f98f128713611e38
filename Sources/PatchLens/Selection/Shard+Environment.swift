extension Shard {
    /// The variable that says how many completions an indexed Kubernetes job has, which the system itself does not.
    public static let kubernetesCount = "PATCHLENS_SHARD_COUNT"

    /// The shard of this task of an array of jobs:
    ///
    /// - Slurm: `SLURM_ARRAY_TASK_ID` among `…_MIN`, `…_MAX` and `…_STEP`, whose number must be `…_COUNT`; the ids need
    ///   not start at 0;
    /// - Kubernetes, an indexed job: `JOB_COMPLETION_INDEX`, and `PATCHLENS_SHARD_COUNT`, which the job's manifest has
    ///   to set to its `completions`;
    /// - AWS Batch, an array job: `AWS_BATCH_JOB_ARRAY_INDEX` and `AWS_BATCH_JOB_ARRAY_SIZE`.
    public init(environment: [String: String]) throws(ShardError) {
        var found: [(system: String, shard: Shard)] = []
        if environment["SLURM_ARRAY_TASK_ID"] != nil {
            found.append(("Slurm", try Self.slurm(Variables(system: "a Slurm array", environment))))
        }
        if environment["JOB_COMPLETION_INDEX"] != nil {
            let variables = Variables(system: "an indexed Kubernetes job", environment)
            found.append(
                (
                    "Kubernetes",
                    try Shard(index: variables["JOB_COMPLETION_INDEX"], of: variables[Self.kubernetesCount])
                ))
        }
        if environment["AWS_BATCH_JOB_ARRAY_INDEX"] != nil {
            let variables = Variables(system: "an AWS Batch array", environment)
            found.append(
                (
                    "AWS Batch",
                    try Shard(
                        index: variables["AWS_BATCH_JOB_ARRAY_INDEX"], of: variables["AWS_BATCH_JOB_ARRAY_SIZE"])
                ))
        }
        guard let first = found.first else { throw .noArray }
        guard found.allSatisfy({ $0.shard == first.shard }) else {
            throw .severalArrays(found.map { "\($0.system) \($0.shard)" })
        }
        self = first.shard
    }

    /// Only ids with a step between them have places that one of them can know.
    private static func slurm(_ variables: Variables) throws(ShardError) -> Shard {
        let task = try variables["SLURM_ARRAY_TASK_ID"]
        let least = try variables["SLURM_ARRAY_TASK_MIN"]
        let most = try variables["SLURM_ARRAY_TASK_MAX"]
        let count = try variables["SLURM_ARRAY_TASK_COUNT"]
        // A single task has no step.
        let step = count > 1 ? try variables["SLURM_ARRAY_TASK_STEP"] : 1
        guard step > 0, least <= most, (most - least) % step == 0, (most - least) / step == count - 1,
            (least...most).contains(task), (task - least) % step == 0
        else {
            throw .unevenArray(identifiers: "\(task) of \(count) from \(least) to \(most) by \(step)")
        }
        return try Shard(index: (task - least) / step, of: count)
    }

    /// Variables that have to be numbers.
    private struct Variables {
        let system: String
        let values: [String: String]

        init(system: String, _ values: [String: String]) {
            self.system = system
            self.values = values
        }

        subscript(name: String) -> Int {
            get throws(ShardError) {
                // More than any array has, and less than would overflow in a sum.
                guard let number = values[name].flatMap({ Int($0) }), (0...Int(Int32.max)).contains(number) else {
                    throw .noNumber(variable: name, value: values[name], system: system)
                }
                return number
            }
        }
    }
}
