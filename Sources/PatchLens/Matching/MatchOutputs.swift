import AttentionExport
public import AttentionMaps

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files that two pictures' correspondences become: `left--right.png`, `left--right.json`, and
/// `left--right.query-x320y200.png` for each query.
public struct MatchOutputs: Sendable, Equatable {
    /// The two pictures with lines between them.
    public let page: String
    /// All matches as numbers.
    public let record: String
    /// One for each query, in their order.
    public let queries: [String]

    /// Inside a folder, named for both pictures.
    public init(of first: String, and second: String, queries: [QueryPlace], in folder: String) {
        let name = [first, second]
            .map { PictureInput(path: $0, root: "", directory: "", name: Paths.split($0).name).stem }
            .joined(separator: "--")
        let base = Paths.join(folder, name)
        page = base + ".png"
        record = base + ".json"
        self.queries = queries.map { base + ".query-\($0.nameInPaths).png" }
    }

    /// Every file, in the order in which they are written.
    public var all: [String] { [page] + queries + [record] }

    /// Whether what is there says that it is about other pictures than these two: pictures of one name in two folders
    /// have outputs of one name, and so have `a--b` with `c` and `a` with `b--c`. What is no record of two pictures is
    /// about nobody, nor is one of pictures that are gone.
    public func areAboutOthers(than first: String, and second: String) -> Bool {
        guard FileIdentity(of: record)?.isRegularFile == true,
            let data = FileManager.default.contents(atPath: record),
            let pair = try? JSONDecoder().decode(Pair.self, from: data)
        else { return false }
        return Self.isOther(pair.first.path, than: first) || Self.isOther(pair.second.path, than: second)
    }

    /// Whether both are there, and are two files.
    private static func isOther(_ recorded: String, than path: String) -> Bool {
        guard PathKey(recorded) != PathKey(path), let known = FileIdentity(of: recorded),
            let identity = FileIdentity(of: path)
        else {
            return false
        }
        return known != identity
    }

    /// What a record says of its pictures.
    private struct Pair: Decodable {
        struct Facts: Decodable {
            let path: String
        }

        let first: Facts
        let second: Facts
    }
}
