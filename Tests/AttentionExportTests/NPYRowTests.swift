import AttentionExport
import TestSupport
import Testing

/// Read back by the tests' own reader of what numpy reads, and by the header's rules.
struct NPYRowTests {
    @Test(arguments: [[], [1], [3, 0, 2], [40, 60]])
    func rowsAreThereInOrder(counts: [Int]) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/rows.npy"
        var writer = try NPYRowWriter(to: path, columns: 5)
        var expected: [Float] = []
        for count in counts {
            let values = (0..<count * 5).map { Float(expected.count + $0) / 7 }
            try writer.append(values)
            expected += values
        }
        #expect(writer.rows == counts.reduce(0, +))
        #expect(folder.contents.allSatisfy { $0.hasPrefix(".") })
        try writer.finish()
        let bytes = try folder.bytes(of: "rows.npy")
        let file = try NPYFile(bytes)
        #expect(file.shape == [counts.reduce(0, +), 5] && file.values == expected)
        #expect(bytes.count == 128 + expected.count * 4 && bytes[127] == UInt8(ascii: "\n"))
    }

    /// As one piece, the same numbers; a vector's shape has the comma of a Python tuple.
    @Test func anyArrayIsWritten() throws {
        let folder = try TemporaryFolder()
        try NPYWriter().write([1, 2, 3], shape: [3], to: folder.path + "/vector.npy")
        let bytes = try folder.bytes(of: "vector.npy")
        let file = try NPYFile(bytes)
        #expect(file.shape == [3] && file.values == [1, 2, 3])
        #expect(String(decoding: bytes, as: UTF8.self).contains("'shape': (3,)"))
    }

    @Test func whatIsDroppedLeavesNothing() throws {
        let folder = try TemporaryFolder()
        do {
            var writer = try NPYRowWriter(to: folder.path + "/rows.npy", columns: 2)
            try writer.append([1, 2])
        }
        #expect(folder.contents.isEmpty)
    }
}
