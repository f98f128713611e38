import AttentionExport
import AttentionMaps
public import ImageDecoding

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Where objects are on pictures, from a JSON file as COCO has them (`instances_val2017.json`):
///
///     {"images": [{"id": 1, "file_name": "cat.jpg", "width": 640, "height": 480}],
///      "annotations": [{"image_id": 1, "bbox": [x, y, width, height]}]}
///
/// Everything else in it is passed over, categories too: a map made for no class in particular may point to any object.
public struct COCOBoxes: Sendable {
    /// A picture of the file.
    private struct Entry {
        let size: PictureSize?
        var boxes: [ObjectBox] = []
    }

    private struct File: Decodable {
        struct Image: Decodable {
            let id: Int
            let file_name: String
            let width: Int?
            let height: Int?
        }

        struct Annotation: Decodable {
            let image_id: Int
            let bbox: [Double]?
        }

        let images: [Image]
        let annotations: [Annotation]
    }

    private let entries: [PathKey: Entry]
    /// Names by what Unicode takes them for, of those that are the only one of it: file systems, and what lists their
    /// files, do not all write accents alike.
    private let spellings: [String: PathKey]

    /// Reads a file.
    public init(contentsOf path: String) throws(COCOBoxesError) {
        guard FileIdentity(of: path) != nil else { throw .unreadable(path: path, reason: Paths.systemMessage) }
        let data: Data
        do { data = try Data(contentsOf: URL(filePath: path)) } catch {
            throw .unreadable(path: path, reason: "\(error)")
        }
        try self.init(decoding: data, path: path)
    }

    /// Reads a file's content; the path is for what is said of it.
    package init(decoding data: Data, path: String) throws(COCOBoxesError) {
        let file: File
        do { file = try JSONDecoder().decode(File.self, from: data) } catch {
            throw .malformed(path: path, reason: "it has to be JSON with COCO's images and annotations")
        }
        var names: [Int: PathKey] = [:]
        var entries: [PathKey: Entry] = [:]
        for image in file.images {
            let size = image.height.flatMap { height in image.width.map { PictureSize(height: height, width: $0) } }
            let name = PathKey(image.file_name)
            guard names.updateValue(name, forKey: image.id) == nil,
                entries.updateValue(Entry(size: size), forKey: name) == nil
            else { throw .malformed(path: path, reason: "two images are \(image.id), or '\(image.file_name)'") }
        }
        for annotation in file.annotations {
            guard let numbers = annotation.bbox else { continue }
            guard let name = names[annotation.image_id], Self.areBox(numbers) else {
                throw .malformed(
                    path: path, reason: "an annotation of image \(annotation.image_id) has no image or no box")
            }
            // Published files have some of no width or height: nothing can point into them.
            guard numbers[2] > 0, numbers[3] > 0 else { continue }
            entries[name]?.boxes.append(Self.box(numbers))
        }
        self.entries = entries
        spellings = Dictionary(grouping: entries.keys, by: \.path).compactMapValues { $0.count == 1 ? $0[0] : nil }
    }

    /// Four numbers that pictures have: the rest is no box, and would not be a whole number either.
    private static func areBox(_ numbers: [Double]) -> Bool {
        numbers.count == 4 && numbers.allSatisfy { $0.isFinite && $0.magnitude < 1e9 }
    }

    /// [x, y, width, height], their fractions rounded outward; at least a pixel, however thin.
    private static func box(_ numbers: [Double]) -> ObjectBox {
        let (left, top) = (Int(numbers[0].rounded(.down)), Int(numbers[1].rounded(.down)))
        let right = Int((numbers[0] + numbers[2]).rounded(.up))
        let bottom = Int((numbers[1] + numbers[3]).rounded(.up))
        return ObjectBox(top: top, left: left, height: max(1, bottom - top), width: max(1, right - left))
    }

    /// The objects of a picture, by its path, that below the searched folder, or its name alone; nil where the file has
    /// no such picture or no object on it. An error where it is of another size: then it is another picture.
    func boxes(of input: PictureInput, size: PictureSize) throws(COCOBoxesError) -> [ObjectBox]? {
        let names = [input.path, Paths.join(input.directory, input.name), input.name]
        let known = names.lazy.compactMap { entries[PathKey($0)] }.first
        let spelled = names.lazy.compactMap { spellings[$0] }.first.flatMap { entries[$0] }
        guard let entry = known ?? spelled, !entry.boxes.isEmpty else { return nil }
        if let expected = entry.size, expected != size { throw .otherSize(found: size, expected: expected) }
        return entry.boxes
    }
}

/// Why boxes cannot be had.
public enum COCOBoxesError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file cannot be read; what the system said.
    case unreadable(path: String, reason: String)
    /// It is not what it has to be.
    case malformed(path: String, reason: String)
    /// The file's picture of this name has another size.
    case otherSize(found: PictureSize, expected: PictureSize)

    /// One sentence for the user.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "'\(path)' cannot be read: \(reason)"
        case .malformed(let path, let reason): "'\(path)': \(reason)"
        case .otherSize(let found, let expected):
            "its boxes are for a picture of \(expected) pixels, and it has \(found)"
        }
    }
}
