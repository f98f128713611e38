import AttentionExport
import Foundation
import TestSupport
import Testing

@Suite("Colour maps")
struct ColormapTests {
    /// matplotlib's colours: for each name, rows of level, red, green, blue.
    static func golden() throws -> [String: [[Int]]] {
        let url = URL(fileURLWithPath: ProjectPaths.fixtures() + "/colormaps.json")
        return try JSONDecoder().decode([String: [[Int]]].self, from: Data(contentsOf: url))
    }

    @Test(arguments: Colormap.allCases)
    func hasMatplotlibsColors(map: Colormap) throws {
        let golden = try #require(Self.golden()[map == .grey ? "gray" : map.rawValue])
        #expect(golden.count == 16)
        for row in golden {
            let color = map[UInt8(row[0])]
            #expect([Int(color.red), Int(color.green), Int(color.blue)] == Array(row[1...]), "level \(row[0])")
        }
    }

    @Test(arguments: Colormap.allCases)
    func has256Colors(map: Colormap) {
        #expect(map.colors.count == 256)
        #expect(map.colors.allSatisfy { $0 <= 0xFFFFFF })
        #expect(Colormap(named: map.rawValue) == map)
    }

    @Test func isFoundByNameOnly() {
        #expect(Colormap(named: "gray") == .grey)
        #expect(Colormap(named: "Viridis") == nil)
        #expect(Colormap(named: "jet") == nil)
    }
}
