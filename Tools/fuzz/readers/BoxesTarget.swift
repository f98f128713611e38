import AttentionExport
import FoundationEssentials
import PatchLens

/// COCO's JSON: boxes of others, that `evaluate` takes, and the document of objects that we write and read again.
struct BoxesTarget {
    private let folder: FuzzFolder

    init() throws { folder = try FuzzFolder("boxes") }

    func test(_ input: UnsafeBufferPointer<UInt8>) {
        do throws(COCOBoxesError) {
            _ = try COCOBoxes(decoding: Data(input), path: "boxes.json")
        } catch {
            precondition(!error.description.isEmpty)
        }
        folder.put(input, in: "objects.json")
        do throws(ExportError) {
            guard let document = try COCODocument(contentsOf: folder.path + "/objects.json") else {
                preconditionFailure("the file is there")
            }
            // What was read is written, and read again as it was.
            try document.write(to: folder.path + "/again.json")
            let again = try COCODocument(contentsOf: folder.path + "/again.json")
            precondition(again == document)
        } catch {
            precondition(!error.description.isEmpty)
        }
    }
}
