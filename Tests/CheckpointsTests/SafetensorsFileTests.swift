import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

/// What a right file gives, and what asking it for the wrong thing does.
struct SafetensorsFileTests {
    /// Written by Python's safetensors, with the float32 values that PyTorch converts each type to.
    static let elementTypes = ModelFolder.fixture("element-types.safetensors")

    @Test(arguments: ElementType.convertible)
    func convertsAsPyTorchDoes(_ type: ElementType) throws {
        let expected = try GoldenFile(path: Self.elementTypes).floats("\(type).expected")
        let file = try SafetensorsFile(path: Self.elementTypes)
        #expect(file[type.rawValue]?.elementType == type)
        let found = try file.tensor(named: type.rawValue, shape: [expected.count]).elements
        for (index, (found, expected)) in zip(found, expected).enumerated() {
            #expect(found.bitPattern == expected.bitPattern || found.isNaN && expected.isNaN, "element \(index)")
        }
    }

    /// All of them, against the standard library's type; signalling NaNs become quiet ones there.
    @Test func everyHalfIsExact() throws {
        let patterns = (0...UInt16.max).map { $0 }
        let bytes = patterns.flatMap(SafetensorsBytes.littleEndian)
        let file = try SafetensorsBytes.open(
            SafetensorsBytes.tensor(type: "F16", shape: [256, 256], data: bytes), in: TemporaryFolder())
        let found = try file.tensor(named: "t", shape: [256, 256]).elements
        let wrong = zip(patterns, found).filter { pattern, found in
            let expected = Float(Float16(bitPattern: pattern))
            return expected.isNaN ? !found.isNaN : found.bitPattern != expected.bitPattern
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(8))")
    }

    /// A header may have any length, so that elements lie at odd addresses.
    @Test(arguments: 0..<8, ElementType.convertible)
    func alignmentDoesNotMatter(padding: Int, type: ElementType) throws {
        let one: [UInt8] =
            switch type {
            case .float16: [0x00, 0x3C]
            case .bfloat16: [0x80, 0x3F]
            case .float32: SafetensorsBytes.littleEndian(Float(1).bitPattern)
            default: SafetensorsBytes.littleEndian(1.0.bitPattern)
            }
        let entry = SafetensorsBytes.entry("t", type: type.rawValue, shape: [2], 0..<2 * one.count)
        let header = "{\(entry)}" + String(repeating: " ", count: padding)
        let file = try SafetensorsBytes.open(
            SafetensorsBytes.file(header: header, data: one + one), in: TemporaryFolder())
        #expect(try file.tensor(named: "t", shape: [2]).elements == [1, 1])
    }

    @Test func metadataIsRead() throws {
        let file = try SafetensorsFile(path: Self.elementTypes)
        #expect(file.metadata == ["format": "pt", "note": "“quoted” \\ and\nnew line, 🧭"])
    }

    @Test func escapesAreResolved() throws {
        let header = #"{"__metadata__" : {"\"\\\/\b\f\n\r\t" : "\u00e9\uD83E\udDED"} }"# + "\n"
        let file = try SafetensorsBytes.open(SafetensorsBytes.file(header: header), in: TemporaryFolder())
        #expect(file.metadata == ["\"\\/\u{8}\u{C}\n\r\t": "é🧭"])
        #expect(file.tensors.isEmpty)
    }

    @Test func tensorsComeInTheOrderOfTheirBytes() throws {
        let header = [
            SafetensorsBytes.entry("last", type: "F32", shape: [], 8..<12),
            SafetensorsBytes.entry("empty", type: "F32", shape: [3, 0], 8..<8),
            SafetensorsBytes.entry("first", type: "I64", shape: [1], 0..<8),
        ]
        let bytes = SafetensorsBytes.file(
            header: "{\(header.joined(separator: ","))}", data: Array(repeating: 0, count: 12))
        let file = try SafetensorsBytes.open(bytes, in: TemporaryFolder())
        #expect(file.tensors.map(\.name) == ["first", "empty", "last"])
        #expect(try file.tensor(named: "empty", shape: [3, 0]).elements == [])
        #expect(try file.tensor(named: "last", shape: []).elements == [0])
    }

    @Test(arguments: ["I64", "U8", "F4", "made up"])
    func otherTypesFailOnlyWhenAsked(_ type: String) throws {
        let folder = try TemporaryFolder()
        let data = [UInt8](repeating: 0, count: 8 * (ElementType(rawValue: type).byteCount ?? 1))
        let file = try SafetensorsBytes.open(SafetensorsBytes.tensor(type: type, shape: [8], data: data), in: folder)
        #expect(file["t"]?.shape == [8])
        let error = CheckpointError.unsupportedElementType(
            file: file.path, name: "t", expected: ["F32", "F16", "BF16", "F64"], found: type)
        #expect(throws: error) { try file.tensor(named: "t", shape: [8]) }
    }

    @Test func missingAndMisshapenTensors() throws {
        let bytes = SafetensorsBytes.zeros([("norm1.weight", [2]), ("norm2.weight", [2]), ("projection", [2])])
        let file = try SafetensorsBytes.open(bytes, in: TemporaryFolder())
        let missing = CheckpointError.missingTensor(
            file: file.path, name: "norm3.weight", nearest: ["norm1.weight", "norm2.weight"])
        #expect(throws: missing) { try file.tensor(named: "norm3.weight", shape: [2]) }
        let misshapen = CheckpointError.wrongShape(
            file: file.path, name: "projection", expected: [2, 1], found: [2])
        #expect(throws: misshapen) { try file.tensor(named: "projection", shape: [2, 1]) }
    }

    /// What is there but no file is refused at once: a named pipe would otherwise wait for ever.
    @Test(arguments: ["folder", "pipe", "absent", "/dev/zero"])
    func onlyRegularFilesAreOpened(_ kind: String) throws {
        let folder = try TemporaryFolder()
        var path = folder.path
        switch kind {
        case "pipe":
            path = folder.path("pipe")
            #expect(mkfifo(path, 0o600) == 0)
        case "absent": path = folder.path("absent")
        case "/dev/zero": path = kind
        default: break
        }
        let reason = kind == "absent" ? "No such file or directory" : "it is not a regular file"
        #expect(throws: CheckpointError.unreadable(file: path, reason: reason)) { try SafetensorsFile(path: path) }
    }
}
