import AttentionExport
import AttentionMaps
import Foundation
import ImageDecoding
import TestSupport
import Testing

@Suite("Maps as files")
struct MapFileTests {
    static let geometry = PatchGeometry(
        original: PictureSize(height: 40, width: 90), orientation: 6, resized: PictureSize(height: 30, width: 75),
        cropTop: 1, cropLeft: 2, grid: PatchGrid(rows: 2, columns: 5, patchSize: 14))

    /// Layers 0 and 11 of heads 0, 3, 5, with the values 0/64, 1/64, 2/64…
    static let maps = (0..<6).map { index in
        AttentionMap(
            values: (0..<10).map { Float(index * 10 + $0) / 64 }, geometry: geometry, layer: index < 3 ? 0 : 11,
            source: .head([0, 3, 5][index % 3]))
    }

    @Test func stackHasAxesInOrder() throws {
        let stack = try MapStack(Self.maps)
        #expect(stack.shape == [2, 3, 2, 5])
        #expect(stack.values == (0..<60).map { Float($0) / 64 })
        #expect(stack.layers == [0, 11])
        #expect(stack.sources == [.head(0), .head(3), .head(5)])
    }

    /// The fixture is what `numpy.save` wrote for the same array.
    @Test func npyIsNumPysByteForByte() throws {
        let folder = try TemporaryFolder()
        try NPYWriter().write(MapStack(Self.maps), to: folder.path + "/maps.npy")
        let expected = try [UInt8](Data(contentsOf: URL(fileURLWithPath: ProjectPaths.fixtures() + "/maps.npy")))
        #expect(try folder.bytes(of: "maps.npy") == expected)
        #expect(folder.contents == ["maps.npy"])
    }

    @Test func safetensorsHoldsTheValues() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/maps.safetensors"
        try SafetensorsWriter().write(MapStack(Self.maps), to: path)
        let file = try GoldenFile(path: path)
        #expect(file.names == ["attention"])
        #expect(try file.shape("attention") == [2, 3, 2, 5])
        #expect(try file.floats("attention") == (0..<60).map { Float($0) / 64 })
    }

    @Test func safetensorsHoldsTheMetadata() throws {
        struct Header: Decodable {
            let metadata: [String: String]
            enum CodingKeys: String, CodingKey { case metadata = "__metadata__" }
        }
        let folder = try TemporaryFolder()
        let path = folder.path + "/maps.safetensors"
        let own = ["model": "dinov2-small", "note": "\"ü\"\n/\\", "patch_size": "mine"]
        try SafetensorsWriter().write(MapStack(Self.maps), metadata: own, to: path)
        let bytes = try folder.bytes(of: "maps.safetensors")
        let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(length % 8 == 0)
        let found = try JSONDecoder().decode(Header.self, from: Data(bytes[8..<8 + length])).metadata
        let expected = [
            "layers": "0,11", "heads": "0,3,5", "original_height": "40", "original_width": "90", "orientation": "6",
            "resized_height": "30", "resized_width": "75", "crop_top": "1", "crop_left": "2", "grid_rows": "2",
            "grid_columns": "5",
        ]
        #expect(found == expected.merging(own) { _, callers in callers })
    }

    @Test func sameMapsMakeTheSameBytes() throws {
        let folder = try TemporaryFolder()
        let texts = Dictionary(uniqueKeysWithValues: (0..<20).map { ("key \($0)", "value") })
        for name in ["a", "b"] {
            try SafetensorsWriter().write(MapStack(Self.maps), metadata: texts, to: folder.path + "/" + name)
        }
        #expect(try folder.bytes(of: "a") == folder.bytes(of: "b"))
    }

    @Test func mapsThatMakeNoArrayAreAnError() {
        let other = Samples.map(Samples.landscape, layer: 11, source: .head(5))
        let cases = [
            Array(Self.maps.dropLast()), Array(Self.maps.dropLast()) + [other], Self.maps + [Self.maps[0]],
            [Self.maps[0], Self.maps[1], Self.maps[3], Self.maps[5]], [Self.maps[0], Self.maps[3], Self.maps[2]],
        ]
        for maps in cases {
            let error = #expect(throws: ExportError.self) { try MapStack(maps) }
            guard case .unequalMaps(let found, let expected) = error else {
                Issue.record("\(String(describing: error)) instead of unequalMaps")
                continue
            }
            #expect(found != expected)
        }
        #expect(throws: ExportError.noMaps) { try MapStack([]) }
    }

    @Test(arguments: [
        (AttentionMap.Source.head(3), Int?.some(11), "layer 11 head 3"), (.fused(.mean), 0, "layer 0 mean"),
        (.method("rollout"), nil, "rollout"),
    ])
    func mapsAreLabelled(source: AttentionMap.Source, layer: Int?, label: String) {
        #expect(Samples.map(Self.geometry, layer: layer, source: source).label == label)
    }
}
