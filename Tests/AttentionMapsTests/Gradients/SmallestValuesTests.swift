import AttentionMaps
import TestSupport
import Testing

@Suite("The smallest values are found without keeping any")
struct SmallestValuesTests {
    /// Against sorting, ties in their order.
    @Test(arguments: [0, 1, 7, 500, 899, 900, 901, 1799, 1800])
    func areThoseOfASort(count: Int) {
        var random = SeededGenerator(seed: 11)
        // Half of it zeros, and many of the others equal.
        let values = random.floats(1800).map { $0 > 0 ? ($0 * 40).rounded() / 97 : 0 }
        let sorted = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var expected = [Bool](repeating: false, count: values.count)
        for index in sorted.prefix(count) { expected[index] = true }
        var smallest = SmallestValues(count) { see in
            for start in stride(from: 0, to: values.count, by: 77) {
                see(Array(values[start..<min(start + 77, values.count)]))
            }
        }
        #expect(values.map { smallest.holdsNext($0) } == expected)
    }
}
