/// One of several runs that share the pictures between them: the `index`-th, from 0, of `count`.
///
/// A picture belongs to the shard `SHA-256(path) mod count`, of which the first eight bytes of the hash are taken as a
/// number, the highest byte first, and `path` is the picture's below the searched folder, in UTF-8. So every picture is
/// in one shard, and stays there when others are added or the folder is moved.
public struct Shard: Sendable, Equatable, CustomStringConvertible {
    /// From 0 to `count` − 1.
    public let index: Int
    /// How many there are.
    public let count: Int

    /// A shard of so many.
    public init(index: Int, of count: Int) throws(ShardError) {
        guard count > 0, (0..<count).contains(index) else { throw .outOfRange(index: index, count: count) }
        self.index = index
        self.count = count
    }

    /// Reads `3/16`, the fourth of sixteen.
    public init(_ text: String) throws(ShardError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]) else { throw .notAShard(text) }
        try self.init(index: index, of: count)
    }

    /// `3/16`.
    public var description: String { "\(index)/\(count)" }

    /// Whether a picture is in this shard, by its path below the searched folder.
    public func holds(_ path: String) -> Bool { holds(Array(path.utf8)[...]) }

    func holds(_ path: ArraySlice<UInt8>) -> Bool { ContentHash.short(path) % UInt64(count) == UInt64(index) }

    /// What a file that every shard writes is called in this one: `objects-3-of-16.json`.
    public func name(of file: String) -> String {
        let (folder, name) = Paths.split(file)
        let bytes = name.utf8
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot != bytes.startIndex else { return file + suffix }
        return Paths.join(folder, String(name[..<dot]) + suffix + String(name[dot...]))
    }

    private var suffix: String { "-\(index)-of-\(count)" }
}

extension Shard? {
    /// What a file that every shard writes is called in this one; the same where there are no shards.
    public func name(of file: String) -> String { self?.name(of: file) ?? file }
}

/// Why there is no shard.
public enum ShardError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Not two numbers with a slash between.
    case notAShard(String)
    /// No such shard.
    case outOfRange(index: Int, count: Int)
    /// The process is no part of an array of jobs.
    case noArray
    /// Two systems' variables say that it is, and differ.
    case severalArrays([String])
    /// A variable that is needed beside another is not there, or is no number.
    case noNumber(variable: String, value: String?, system: String)
    /// The ids of a Slurm array do not follow each other evenly.
    case unevenArray(identifiers: String)

    /// One sentence for the user.
    public var description: String {
        switch self {
        case .notAShard: "it has to be a shard and their number, such as 0/4, or auto"
        case .outOfRange(_, let count):
            count > 0
                ? "shards are counted from 0: the \(count) are 0/\(count) to \(count - 1)/\(count)"
                : "there has to be one shard or more"
        case .noArray:
            "this process is no task of a Slurm array (SLURM_ARRAY_TASK_ID), an indexed Kubernetes job "
                + "(JOB_COMPLETION_INDEX) or an AWS Batch array (AWS_BATCH_JOB_ARRAY_INDEX): give the shard, such as "
                + "0/4"
        case .severalArrays(let systems):
            "this process is a task of several arrays, which differ: \(systems.joined(separator: ", "))"
        case .noNumber(let variable, let value, let system):
            value.map { "\(variable) is '\($0)', and no number that \(system) would give" }
                ?? "\(system) needs \(variable), which is not set"
        case .unevenArray(let identifiers):
            "the ids of the Slurm array are not evenly spaced (\(identifiers)): give the shard, such as 0/4"
        }
    }
}
