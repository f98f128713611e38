import AttentionExport
import AttentionMaps
import Foundation
import ImageDecoding
import TestSupport
import Testing

@Suite("Objects in COCO's form")
struct COCODocumentTests {
    private static func finding(_ geometry: PatchGeometry, columns: Range<Int>) -> MethodFinding {
        let values = (0..<geometry.grid.count).map { Float(columns.contains($0 % geometry.grid.columns) ? 1 : 0) }
        let map = AttentionMap(values: values, geometry: geometry, layer: nil, source: .method("lost"))
        let size = geometry.original
        return MethodFinding(
            [map], drawing: .mask, boxes: [ObjectBox(top: 0, left: 3, height: size.height, width: 20)])
    }

    /// Column by column, from the top: counted pixel by pixel.
    @Test(arguments: Samples.geometries)
    func runLengthsAreThoseOfThePixels(geometry: PatchGeometry) {
        let values = (0..<geometry.grid.count).map { Float($0 % 3 == 0 || $0 % 7 == 2 ? 1 : 0) }
        let mask = RunLengthMask(of: Samples.map(geometry, values: values))
        var (counts, isMember) = ([0], false)
        for x in 0..<geometry.original.width {
            for y in 0..<geometry.original.height {
                let patch = geometry.patch(atOriginalRow: y, column: x)
                let next = patch.map { values[$0.row * geometry.grid.columns + $0.column] == 1 } ?? false
                if next != isMember {
                    counts.append(0)
                    isMember = next
                }
                counts[counts.count - 1] += 1
            }
        }
        #expect(mask.counts == counts)
        #expect(mask.area == stride(from: 1, to: counts.count, by: 2).reduce(0) { $0 + counts[$1] })
    }

    @Test func aDocumentComesBackAsItWent() throws {
        let folder = try TemporaryFolder()
        var document = COCODocument()
        document.set(Self.finding(Samples.landscape, columns: 0..<2), ofPicture: "b/tabby.jpg")
        document.set(Self.finding(Samples.portrait, columns: 1..<4), ofPicture: "a.png")
        let path = folder.path + "/objects.json"
        try document.write(to: path)
        #expect(try COCODocument(contentsOf: path) == document)
        #expect(try COCODocument(contentsOf: folder.path + "/none.json") == nil)
    }

    /// Two names that Unicode calls equivalent are two pictures.
    @Test func namesAreComparedByTheirBytes() throws {
        let folder = try TemporaryFolder()
        var document = COCODocument()
        let names = ["e\u{301}.png", "\u{e9}.png"]
        for name in names.reversed() { document.set(Self.finding(Samples.portrait, columns: 1..<4), ofPicture: name) }
        try document.write(to: folder.path + "/objects.json")
        let again = try #require(try COCODocument(contentsOf: folder.path + "/objects.json"))
        #expect(again == document && again.names.map { Array($0.utf8) } == names.map { Array($0.utf8) })
    }

    /// As a reader of COCO's format finds it.
    @Test func keysAreCOCOs() throws {
        let folder = try TemporaryFolder()
        var document = COCODocument()
        document.set(Self.finding(Samples.portrait, columns: 1..<4), ofPicture: "z.png")
        document.set(Self.finding(Samples.landscape, columns: 0..<2), ofPicture: "a.png")
        try document.write(to: folder.path + "/objects.json")
        let json = try #require(
            JSONSerialization.jsonObject(with: Data(folder.bytes(of: "objects.json"))) as? [String: Any])
        let images = try #require(json["images"] as? [[String: Any]])
        #expect(images.map { $0["file_name"] as? String } == ["a.png", "z.png"])
        #expect(images.map { $0["id"] as? Int } == [1, 2])
        #expect(images[0]["height"] as? Int == 131 && images[0]["width"] as? Int == 203)
        let first = try #require((json["annotations"] as? [[String: Any]])?.first)
        #expect(first["bbox"] as? [Int] == [3, 0, 20, 131])
        #expect(first["image_id"] as? Int == 1 && first["category_id"] as? Int == 1 && first["iscrowd"] as? Int == 0)
        let segmentation = try #require(first["segmentation"] as? [String: Any])
        #expect(segmentation["size"] as? [Int] == [131, 203])
        let counts = try #require(segmentation["counts"] as? [Int])
        #expect(counts.reduce(0, +) == 131 * 203)
        let categories = try #require(json["categories"] as? [[String: Any]])
        #expect(categories.count == 1 && categories[0]["id"] as? Int == 1)
        #expect(categories[0]["name"] as? String == "object")
    }

    /// A rerun that skips pictures keeps theirs, and replaces those it does again.
    @Test func mergingReplacesPicturesOfTheSameName() {
        let (old, new) = (
            Self.finding(Samples.landscape, columns: 0..<2), Self.finding(Samples.landscape, columns: 2..<5)
        )
        var first = COCODocument()
        first.set(old, ofPicture: "a.png")
        first.set(old, ofPicture: "b.png")
        var second = COCODocument()
        second.set(new, ofPicture: "b.png")
        second.set(new, ofPicture: "c.png")
        first.merge(second)
        var expected = COCODocument()
        for (name, finding) in [("c.png", new), ("b.png", new), ("a.png", old)] {
            expected.set(finding, ofPicture: name)
        }
        #expect(first == expected)
    }

    /// Whose it is not, is not replaced.
    @Test(arguments: [
        "", "[]", "{}", #"{"images":[],"annotations":[],"categories":[{"id":1,"name":"cat"}]}"#,
        #"{"images":[],"annotations":[{"id":1,"image_id":9,"category_id":1,"bbox":[0,0,1,1],"area":1,"iscrowd":0,"#
            + #""segmentation":{"size":[1,1],"counts":[0,1]}}],"categories":[{"id":1,"name":"object"}]}"#,
        #"{"images":[{"id":9,"file_name":"a","height":1,"width":1}],"annotations":[{"id":1,"image_id":9,"#
            + #""category_id":1,"bbox":[0,0,1,1],"area":1,"iscrowd":0,"segmentation":{"size":[1,1],"counts":[0,2]}}],"#
            + #""categories":[{"id":1,"name":"object"}]}"#,
    ])
    func aForeignDocumentIsAnError(text: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/objects.json"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: ExportError.self) { try COCODocument(contentsOf: path) }
    }
}
