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

    /// Every file.
    public var all: [String] { [page] + queries + [record] }

    /// Whether all are there, as files.
    public var areThere: Bool { all.allSatisfy { FileIdentity(of: $0)?.isRegularFile == true } }

    /// Whether all are there, and are about these two pictures: names tell pictures of one name in two folders not apart.
    public func areAbout(_ first: String, and second: String) -> Bool {
        guard let data = FileManager.default.contents(atPath: record),
            let facts = try? JSONDecoder().decode(Pair.self, from: data)
        else { return false }
        return facts.first.path == first && facts.second.path == second
    }

    /// What a record says of its pictures.
    private struct Pair: Decodable {
        struct Facts: Decodable {
            let path: String
        }

        let first: Facts
        let second: Facts
    }

    /// Throws where one is a folder, or one of the pictures.
    public func check(against pictures: [String]) throws(OutputPlanError) {
        var inputs: [FileIdentity: String] = [:]
        for picture in pictures {
            if let identity = FileIdentity(of: picture) { inputs[identity] = picture }
        }
        for output in all {
            guard let identity = FileIdentity(of: output) else { continue }
            guard !identity.isFolder else { throw .folderInTheWay(path: nil, output: output) }
            if let picture = inputs[identity] { throw .overwritesInput(path: picture, output: output) }
        }
    }
}
