import AttentionMaps
import ImageDecoding

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension COCODocument {
    /// Reads a document that `write(to:)` wrote; nil where there is no such file.
    ///
    /// One that is of another kind is an error, lest it be replaced: other categories, polygons, numbers
    /// that lead nowhere.
    public init?(contentsOf path: String) throws(ExportError) {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .unreadableDocument(path: path, reason: "it cannot be read")
        }
        do {
            try self.init(decoding: data)
        } catch let error as ForeignDocument {
            throw .unreadableDocument(path: path, reason: error.reason)
        } catch {
            throw .unreadableDocument(path: path, reason: "it is not as PatchLens writes it")
        }
    }

    /// Writes the document; the file appears under its name when it is whole, and replaces one that is there.
    public func write(to path: String) throws(ExportError) {
        let line: [UInt8]
        do { line = try encoded() } catch {
            throw .encoding(path: path, reason: "\(error)")
        }
        var file = try AtomicFile(at: path)
        try file.write(line)
        try file.commit()
    }

    /// The document in one line, with its end.
    package func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        // Sorted, because the same objects must make the same bytes.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try Array(encoder.encode(COCOFile(self))) + [UInt8(ascii: "\n")]
    }

    /// What `encoded` made, or `write(to:)`.
    package init(decoding data: Data) throws { try self.init(JSONDecoder().decode(COCOFile.self, from: data)) }
}

/// Why a document is not one of ours.
private struct ForeignDocument: Error {
    let reason: String
}

/// The file, key by key.
private struct COCOFile: Codable {
    struct Image: Codable {
        let id: Int
        let fileName: String
        let height: Int
        let width: Int

        enum CodingKeys: String, CodingKey {
            case id, height, width
            case fileName = "file_name"
        }
    }

    struct Segmentation: Codable {
        /// Height, width.
        let size: [Int]
        let counts: [Int]
    }

    struct Annotation: Codable {
        let id: Int
        let imageID: Int
        let categoryID: Int
        /// x, y, width, height
        let box: [Int]
        let area: Int
        let isCrowd: Int
        let segmentation: Segmentation
        let score: Double?
        /// Not COCO's own; readers pass over keys that they do not know.
        let method: String?

        enum CodingKeys: String, CodingKey {
            case id, area, segmentation, score, method
            case imageID = "image_id"
            case categoryID = "category_id"
            case box = "bbox"
            case isCrowd = "iscrowd"
        }
    }

    struct Category: Codable, Equatable {
        let id: Int
        let name: String

        /// What LOST and TokenCut find: they do not say what it is.
        static let object = Category(id: 1, name: "object")
    }

    var images: [Image] = []
    var annotations: [Annotation] = []
    let categories: [Category]

    init(_ document: COCODocument) {
        categories = [.object]
        for (name, picture) in document.pictures.sorted(by: { $0.key < $1.key }) {
            let image = Image(
                id: images.count + 1, fileName: name.path, height: picture.size.height, width: picture.size.width)
            images.append(image)
            for object in picture.objects {
                let (box, mask) = (object.box, object.mask)
                annotations.append(
                    Annotation(
                        id: annotations.count + 1, imageID: image.id, categoryID: Category.object.id,
                        box: [box.left, box.top, box.width, box.height], area: mask.area, isCrowd: 0,
                        segmentation: Segmentation(size: [mask.size.height, mask.size.width], counts: mask.counts),
                        score: object.score, method: object.method))
            }
        }
    }
}

extension COCODocument {
    fileprivate init(_ file: COCOFile) throws {
        guard file.categories == [.object] else {
            throw ForeignDocument(reason: "it has other categories than “object”")
        }
        var objects: [Int: [FoundObject]] = [:]
        for annotation in file.annotations { objects[annotation.imageID, default: []].append(try annotation.object()) }
        var pictures: [PathKey: PictureObjects] = [:]
        for image in file.images {
            guard image.height > 0, image.width > 0, pictures[PathKey(image.fileName)] == nil else {
                throw ForeignDocument(reason: "“\(image.fileName)” has no size, or is there twice")
            }
            let size = PictureSize(height: image.height, width: image.width)
            let found = objects.removeValue(forKey: image.id) ?? []
            guard found.allSatisfy({ $0.mask.size == size }) else {
                throw ForeignDocument(reason: "“\(image.fileName)” has a mask of another size")
            }
            pictures[PathKey(image.fileName)] = PictureObjects(size: size, objects: found)
        }
        guard objects.isEmpty else { throw ForeignDocument(reason: "it has annotations of no image") }
        self.init(pictures: pictures)
    }
}

extension COCOFile.Annotation {
    fileprivate func object() throws -> COCODocument.FoundObject {
        guard box.count == 4, box[2] > 0, box[3] > 0, segmentation.size.count == 2,
            segmentation.size.allSatisfy({ $0 > 0 }),
            let mask = RunLengthMask(
                size: PictureSize(height: segmentation.size[0], width: segmentation.size[1]),
                counts: segmentation.counts)
        else { throw ForeignDocument(reason: "annotation \(id) has no box, or no mask of its picture") }
        return COCODocument.FoundObject(
            method: method, box: ObjectBox(top: box[1], left: box[0], height: box[3], width: box[2]), mask: mask,
            score: score)
    }
}
