import AttentionExport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What all pictures of a run made together, as it is kept in `.patchlens/gathered-….json`:
///
///     {"failures":[{"error":{"code":"decode","kind":"corrupt","message":…,"retryable":false},"index":3,
///      "input":"photos/a/cat.jpg"}],"files":[{"modified":1764038422000000000,"path":"heads.json","size":8123},…],
///      "inputs":"3f…","isWhole":true,"limits":"max-patches 16384, max-pixels 100000000","list":"a4…","run":{…}}
///
/// (Broken here to fit.) `run` is that of manifests, and `error` theirs, too. A file has its path below the output
/// folder, and its size and time once it was made. After the result's own files come those that results of this name
/// made before it and that it has not itself, with `"isFormer":true`: they are nobody else's. A result whose files are
/// named for its pictures has `pictures`, too.
struct GatheredRecord: Codable, Equatable {
    /// A picture that has no part in the result.
    struct Failed: Codable, Equatable {
        /// Its place in the list, from 0.
        var index: Int
        /// Its name in records.
        var input: String
        var error: ManifestLine.Failure
    }

    /// A file of the result.
    struct File: Codable, Equatable {
        var path: String
        /// In bytes; nil where it was not made.
        var size: Int?
        /// When it was written, in nanoseconds since 1970; nil where that is not recorded.
        var modified: Int64?
        /// True for a file of an earlier result, which this one has not.
        var isFormer: Bool?
    }

    /// What the result depends on, besides pictures.
    var run: RunIdentity
    /// A hash of the pictures' names, in their order.
    var list: String
    /// A hash of what their files were like.
    var inputs: String
    /// Those of the run, by the names that users know them by.
    var limits: String
    var failures: [Failed] = []
    /// All that are of this result and of those before it.
    var files: [File]
    /// The paths of those that the files are named for, each its name in the real folder that it lies in; nil where the
    /// files are not named for pictures.
    var pictures: [String]?
    /// False from before the files are replaced until all of them are: a run that was killed leaves it so.
    var isWhole = false

    /// The result's files, without those of earlier ones.
    var ownFiles: [File] { files.filter { $0.isFormer != true } }

    /// False where all pictures failed, so that there are no files.
    var isMade: Bool { ownFiles.contains { $0.size != nil } }
}

extension GatheredRecord {
    /// Where a result's record is in the folder of records: named for the result's first file, a path below the output
    /// folder, so that two results have two; no name of a manifest, of the end of a run or of found objects is like it.
    static func fileName(for file: String) -> String {
        // By bytes: a slash and a combining mark at the start of a name are one character to Swift.
        let escapes = [UInt8(ascii: "%"): "%25", UInt8(ascii: "/"): "%2F"]
        let name = String(
            decoding: file.utf8.flatMap { byte in escapes[byte].map { Array($0.utf8) } ?? [byte] }, as: UTF8.self)
        let ending = name.utf8.suffix(5).elementsEqual(".json".utf8) ? "" : ".json"
        // More than a file system allows.
        let isLong = name.utf8.count > 200
        return "gathered-" + (isLong ? ContentHash.sha256(of: name) + ".json" : name + ending)
    }

    /// All records of a folder of records that can be read.
    static func all(in place: String) -> [GatheredRecord] {
        let names = (try? FolderListing(of: place))?.compactMap { String(validating: $0.name, as: UTF8.self) } ?? []
        return names.filter { $0.hasPrefix("gathered-") && $0.hasSuffix(".json") }
            .compactMap { GatheredRecord(contentsOf: Paths.join(place, $0)) }
    }

    /// nil where there is none, or it is damaged.
    init?(contentsOf path: String) {
        // A pipe would be waited for.
        guard FileIdentity(of: path)?.isRegularFile == true, let data = FileManager.default.contents(atPath: path),
            let record = try? JSONDecoder().decode(GatheredRecord.self, from: data)
        else { return nil }
        self = record
    }

    /// One line, which is there as a whole or not at all.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var file = try AtomicFile(at: path)
        try file.write(Array(encoder.encode(self)) + [UInt8(ascii: "\n")])
        try file.commit()
    }
}
