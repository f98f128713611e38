import ArgumentParser
import PatchLens

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Which pictures a run is about. None of this changes what becomes of a picture.
struct InputOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Pictures, and folders of pictures.", valueName: "path"))
    var paths: [String] = []

    @Flag(name: .customLong("no-recurse"), help: "Take the pictures of a folder, not those of the folders in it.")
    var staysAtTop = false

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Take only pictures that this pattern, or another --include, is about.",
            discussion: """
                Patterns are those of .gitignore: *_mask.png matches names at any depth, raw/*.png the path below the \
                searched folder, /a.png the top alone, thumbnails/ a folder and all in it; **/ stands for any folders, \
                [a-z] and ? for a character. They are about files given by themselves, too.
                """,
            valueName: "glob"),
        transform: { try PathGlob($0) })
    var include: [PathGlob] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Leave out what this pattern is about, included or not; such folders are not entered.", valueName: "glob"),
        transform: { try PathGlob($0) })
    var exclude: [PathGlob] = []

    @Option(
        help: ArgumentHelp(
            "Also take the pictures that a file lists, a path a line; - is standard input.",
            discussion: """
                Paths are relative to the working directory, and {dir} is a picture's folder from there. A path that \
                is not there, or is a folder, is a picture that failed.
                """,
            valueName: "file"))
    var filesFrom: String?

    @Flag(
        name: [.customShort("0"), .customLong("null")],
        help: "The list's paths end with zero bytes, as find -print0 writes them.")
    var endsWithNull = false

    @Option(
        help: ArgumentHelp(
            "Take so many pictures, always the same of the same. (default: all)", valueName: "n"),
        transform: NumberArgument.whole(1...Int.max))
    var sample: Int?

    @Option(help: ArgumentHelp("Which sample: every number is another. (default: 0)", valueName: "n"))
    var sampleSeed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Take the i-th of n parts of the pictures, from 0; auto asks the environment.",
            discussion: """
                A picture's part is told by a hash of its path below the searched folder. The n runs may go at once \
                into one output folder; files of all pictures are then one a run, such as objects-0-of-4.json. auto is \
                for tasks of a Slurm array, an indexed Kubernetes job (with PATCHLENS_SHARD_COUNT set to its \
                completions) or an AWS Batch array.
                """,
            valueName: "i/n"),
        transform: {
            try $0 == "auto" ? Shard(environment: ProcessInfo.processInfo.environment) : Shard($0)
        })
    var shard: Shard?

    func validate() throws {
        guard !paths.isEmpty || filesFrom != nil else {
            throw ValidationError("there is nothing to read: give pictures, folders of them, or a list by --files-from")
        }
        guard filesFrom != nil || !endsWithNull else { throw ValidationError("-0 is about the list of --files-from") }
        guard sample != nil || sampleSeed == nil else { throw ValidationError("--sample-seed is about --sample") }
    }

    /// The pictures of all shards; what the search did that is not expected is told.
    func search(outputFolder: String? = nil, reports: ReportOptions) throws -> InputList {
        try CommandExit.asUsage {
            let search = InputSearch(
                recurses: !staysAtTop, outputFolder: outputFolder,
                filter: PathFilter(includes: include, excludes: exclude))
            let list = filesFrom.map { PathList($0, separator: endsWithNull ? .null : .newline) }
            let found = try search(paths, and: list)
            if !reports.isQuiet {
                for note in found.notes { StandardStream.error.write(line: ShownText.oneLine("patchlens: \(note)")) }
            }
            return sample.map { found.sampled($0, seed: sampleSeed ?? 0) } ?? found
        }
    }
}
