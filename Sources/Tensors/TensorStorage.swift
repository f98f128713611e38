/// The memory behind a tensor; it goes back to its workspace with the last tensor that uses it.
///
/// `@unchecked Sendable`, because: the elements are written only by `Tensor`, while it is initialised (no other
/// reference exists yet) or through `makeUnique` (the reference was just proven to be the only one). Every other
/// access reads. So no two threads ever touch the same storage with one of them writing.
final class TensorStorage: @unchecked Sendable {
    let elements: UnsafeMutablePointer<Float>
    let count: Int
    let workspace: Workspace
    private let capacity: Int

    init(count: Int, in workspace: Workspace) {
        capacity = Workspace.capacity(for: count * MemoryLayout<Float>.stride)
        elements = workspace.take(capacity: capacity).bindMemory(to: Float.self, capacity: count)
        self.count = count
        self.workspace = workspace
    }

    /// A function, and never inlined: the optimiser of Swift 6.3 fails on a span made of this class's own property.
    @inline(never)
    func buffer() -> UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: elements, count: count) }

    deinit { workspace.giveBack(UnsafeMutableRawPointer(elements), capacity: capacity) }
}
