import Foundation
import TestSupport
import Testing

/// Checkpoints that are damaged or are not what they say: exit code 2 and one line that names the place, before any
/// picture is looked at.
struct BadCheckpointTests {
    private let patchlens = BuiltCommand()
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["config.json", "preprocessor_config.json", "model.safetensors"] {
            let source = URL(fileURLWithPath: SmallModel.directory + "/" + name)
            try folder.file("model/" + name, [UInt8](Data(contentsOf: source)))
        }
    }

    /// Runs an overlay with the model, which must be refused soon.
    private func expectRefusal(naming text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let start = ContinuousClock.now
        let result = try patchlens([
            ProjectPaths.images + "/chelsea.png", "-o", folder.path("out"), "--model", folder.path("model"),
        ])
        // A quarter of a second at most on a machine that does nothing else; tests run side by side, and machines can
        // be busy. What is read as long as its numbers say would take longer than anybody waits.
        #expect(start.duration(to: .now) < .seconds(60), sourceLocation: sourceLocation)
        #expect(result.status == 2, sourceLocation: sourceLocation)
        #expect(result.errorLines.count == 1, "\(result.errors.prefix(1000))", sourceLocation: sourceLocation)
        #expect(result.errors.contains(text), "\(result.errors.prefix(1000))", sourceLocation: sourceLocation)
        #expect(result.errors.utf8.count < 1000, sourceLocation: sourceLocation)
        #expect(folder.files(below: "out").isEmpty, sourceLocation: sourceLocation)
    }

    private typealias Header = [String: [String: Any]]

    /// Changes the header of the weights, and writes them anew.
    private func change(_ body: (inout Header) throws -> Void) throws {
        let bytes = try folder.contents("model/model.safetensors")
        let length = bytes[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        let text = Data(bytes[8..<8 + length])
        var header = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
        header["__metadata__"] = nil
        var tensors = try #require(header as? Header)
        try body(&tensors)
        try write(Array(JSONSerialization.data(withJSONObject: tensors)), data: bytes[(8 + length)...])
    }

    private func write(_ header: [UInt8], data: ArraySlice<UInt8>) throws {
        let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
        try folder.file("model/model.safetensors", length + header + data)
    }

    private static let name = "encoder.layer.1.mlp.fc1.weight"

    private func offsets(_ header: Header, _ name: String) -> [Int] {
        header[name]?["data_offsets"] as? [Int] ?? [0, 0]
    }

    @Test func truncated() throws {
        let whole = try folder.contents("model/model.safetensors")
        for count in [0, 7, 8, 100, whole.count / 2, whole.count - 1] {
            try folder.file("model/model.safetensors", Array(whole.prefix(count)))
            try expectRefusal(naming: "model.safetensors: not a valid safetensors file")
        }
    }

    @Test func overlappingOffsets() throws {
        try change { header in
            let (start, end) = (offsets(header, Self.name)[0], offsets(header, Self.name)[1])
            header[Self.name]?["data_offsets"] = [start - 4, end - 4]
        }
        try expectRefusal(naming: "“\(Self.name)” should start at")
    }

    @Test func duplicateKeys() throws {
        let bytes = try folder.contents("model/model.safetensors")
        let text = String(decoding: bytes, as: UTF8.self)
        try #require(text.contains("encoder.layer.1.mlp.fc2.bias"))
        let renamed = bytes.replacing(
            Array("encoder.layer.1.mlp.fc2.bias".utf8), with: Array("encoder.layer.1.mlp.fc1.bias".utf8))
        try folder.file("model/model.safetensors", renamed)
        try expectRefusal(naming: "“encoder.layer.1.mlp.fc1.bias” twice")
    }

    @Test("Case 16: a tensor of another shape, found and expected") func wrongShape() throws {
        try change { header in
            let shape = header[Self.name]?["shape"] as? [Int] ?? []
            header[Self.name]?["shape"] = Array(shape.reversed())
        }
        try expectRefusal(naming: "“\(Self.name)” should be (")
    }

    @Test("Case 16: a tensor that the model has no place for") func extraTensor() throws {
        let bytes = try folder.contents("model/model.safetensors")
        let length = bytes[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        let end = bytes.count - 8 - length
        try change { header in
            header["encoder.layer.9.extra"] = ["dtype": "F32", "shape": [1], "data_offsets": [end, end + 4]]
        }
        let changed = try folder.contents("model/model.safetensors")
        try folder.file("model/model.safetensors", changed + [0, 0, 0, 0])
        try expectRefusal(naming: "encoder.layer.9.extra")
    }

    @Test("Case 16: a tensor that is missing, or of an unusable type", arguments: ["F32", "I32"])
    func unusableType(type: String) throws {
        try change { header in
            header[Self.name]?["dtype"] = type
            if type == "F32" { header["somewhere.else"] = header.removeValue(forKey: Self.name) }
        }
        try expectRefusal(naming: type == "F32" ? "no tensor “\(Self.name)”" : "“\(Self.name)” holds I32")
    }

    @Test(
        arguments: [
            ([0x00, 0x00, 0xC0, 0x7F], "nan"), ([0x00, 0x00, 0x80, 0xFF], "-inf"), ([0x00, 0x00, 0x80, 0x7F], "inf"),
        ] as [([UInt8], String)])
    func notFinite(number: [UInt8], name: String) throws {
        var bytes = try folder.contents("model/model.safetensors")
        let length = bytes[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        var place = 0
        try change { header in place = 8 + offsets(header, Self.name)[0] + 4 * 5 }
        bytes.replaceSubrange(place + length..<place + length + 4, with: number)
        try folder.file("model/model.safetensors", bytes)
        try expectRefusal(naming: "“\(Self.name)” has \(name) at [0, 5]")
    }

    /// Each weight is a number; what is computed with them is none.
    @Test(
        "Case 17: an error a picture, no blank map",
        arguments: ["attention", "received", "rollout", "relevance", "similarity", "pca", "lost", "tokencut"])
    func weightsThatOverflow(method: String) throws {
        var bytes = try folder.contents("model/model.safetensors")
        let length = bytes[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        var place = 0..<0
        try change { header in place = 8 + offsets(header, Self.name)[0]..<8 + offsets(header, Self.name)[1] }
        for start in stride(from: place.lowerBound + length, to: place.upperBound + length, by: 4) {
            let sign = start % 8 == 0 ? Float(1) : -1
            let number = withUnsafeBytes(of: (sign * Float.greatestFiniteMagnitude).bitPattern.littleEndian) {
                Array($0)
            }
            bytes.replaceSubrange(start..<start + 4, with: number)
        }
        try folder.file("model/model.safetensors", bytes)
        let result = try patchlens([
            ProjectPaths.images + "/chelsea.png", ProjectPaths.images + "/coffee.png", "-o", folder.path("out"),
            "--model", folder.path("model"), "--method", method, "--json", "--short-side", "48",
        ])
        #expect(result.status == 1)
        #expect(result.lines.count == 2)
        for line in result.lines {
            let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let error = record?["error"] as? [String: Any]
            #expect(error?["kind"] as? String == "notFinite" && error?["retryable"] as? Bool == false, "\(line)")
        }
        // The list of objects on all pictures is there, and has none.
        #expect(folder.files(below: "out").allSatisfy { $0 == "objects.json" })
    }

    @Test func unknownFamily() throws {
        for (type, found) in [("\"resnet\"", "resnet"), ("null", "absent"), ("3", "a string")] {
            try folder.file("model/config.json", text: "{\"model_type\": \(type)}")
            try expectRefusal(naming: found)
        }
    }

    @Test(arguments: ["", "{", "[]", "null", "{\"model_type\": \"dinov2\"", String(repeating: "[", count: 100_000)])
    func brokenConfiguration(text: String) throws {
        try folder.file("model/config.json", text: text)
        try expectRefusal(naming: "config.json: not the JSON expected")
    }

    /// The longest that the format allows, with nothing in it; one byte more; and others as long.
    @Test func hugeHeaders() throws {
        let limit = 100_000_000
        let spaces = [UInt8](repeating: 0x20, count: limit - 2)
        try write(Array("{}".utf8) + spaces, data: [])
        try expectRefusal(naming: "none of its tensors")
        try write(Array("{}".utf8) + spaces + [0x20], data: [])
        try expectRefusal(naming: "above the limit of \(limit) bytes")
        let letters = [UInt8](repeating: UInt8(ascii: "a"), count: limit - 4)
        try write(Array("{\"".utf8) + letters + Array("\":".utf8), data: [])
        try expectRefusal(naming: "header at byte \(limit)")
        try write(Array("{\"a\":{\"shape\":[".utf8) + [UInt8](repeating: UInt8(ascii: "1"), count: 1000), data: [])
        try expectRefusal(naming: "an integer of at most 63 bits")
    }

    /// As many tensors as fit into the longest header.
    @Test func aMillionTensors() throws {
        var text = "{"
        for index in 0..<1_200_000 {
            text += "\"encoder.layer.\(index).weight\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},"
        }
        try write(Array((text.dropLast() + "}").utf8), data: [])
        try expectRefusal(naming: "its header has more than 65536 tensors")
        text = "{\"t\":{\"dtype\":\"F32\",\"shape\":[" + String(repeating: "1,", count: 40_000_000)
        try write(Array(text.utf8), data: [])
        try expectRefusal(naming: "at most 64 numbers")
    }
}
