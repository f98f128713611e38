import Tensors
import Testing

@Suite("Bytes that are used again")
struct SpareBytesTests {
    /// Where an array's bytes lie: the same place is the same memory.
    private static func address(of bytes: [UInt8]) -> UInt {
        bytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
    }

    @Test(arguments: [100_000, 99_000, 60_000])
    func whatWasGivenBackIsHandedOut(count: Int) {
        let workspace = Workspace()
        let first = workspace.takeBytes(count: 100_000)
        let place = Self.address(of: first)
        workspace.giveBack(first)
        let second = workspace.takeBytes(count: count)
        #expect(second.count == count)
        #expect(Self.address(of: second) == place)
    }

    /// What a huge picture left is not kept for small ones, nor used for larger ones.
    @Test(arguments: [40_000, 300_000])
    func memoryOfAnotherOrderIsNot(count: Int) {
        let workspace = Workspace()
        let first = workspace.takeBytes(count: 100_000)
        let place = Self.address(of: first)
        workspace.giveBack(first)
        let second = workspace.takeBytes(count: count)
        #expect(second.count == count)
        #expect(Self.address(of: second) != place)
    }

    /// An array that somebody still holds keeps its bytes.
    @Test func valuesStayValues() {
        let workspace = Workspace()
        var held = workspace.takeBytes(count: 50_000)
        for index in held.indices { held[index] = 7 }
        workspace.giveBack(held)
        var next = workspace.takeBytes(count: 50_000)
        for index in next.indices { next[index] = 9 }
        #expect(held.allSatisfy { $0 == 7 })
        #expect(next.allSatisfy { $0 == 9 })
    }
}
