public import AttentionMaps
import ImageDecoding

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

    /// Whether the record is about these two pictures, of the sizes that they have now: pictures of one name in two
    /// folders have outputs of one name. Throws where a picture cannot be read.
    public func areAbout(
        _ first: String, and second: String, readAs reading: PictureReading = PictureReading()
    ) throws(MatchFailure) -> Bool {
        let sizes = (try Self.size(of: first, reading), try Self.size(of: second, reading))
        guard let data = FileManager.default.contents(atPath: record),
            let pair = try? JSONDecoder().decode(Pair.self, from: data)
        else { return false }
        return pair.first.isAbout(first, sizes.0) && pair.second.isAbout(second, sizes.1)
    }

    /// Upright. A JPEG is decoded at an eighth of it where that is enough.
    private static func size(of path: String, _ reading: PictureReading) throws(MatchFailure) -> PictureSize {
        do throws(DecodingError) {
            let picture = try Picture(contentsOf: path, options: reading.decoding) { _ in
                PictureSize(height: 1, width: 1)
            }
            return picture.originalSize
        } catch {
            throw MatchFailure(path: path, failure: PictureFailure(.decode, error))
        }
    }

    /// What a record says of its pictures.
    private struct Pair: Decodable {
        struct Facts: Decodable {
            struct Size: Decodable {
                let height, width: Int
            }

            let path: String
            let size: Size

            func isAbout(_ picture: String, _ found: PictureSize) -> Bool {
                path == picture && size.height == found.height && size.width == found.width
            }
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
