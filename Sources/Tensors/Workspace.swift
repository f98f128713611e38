import Synchronization

/// Memory for tensors, and the number of threads their operations may use.
///
/// A forward pass makes and drops some tens of buffers of the same few sizes. A workspace keeps what is dropped and
/// hands it out again, so that after the first picture nothing is allocated. The results of an operation live in the
/// workspace of its first operand: it travels with the data, and no layer has to mention it.
///
/// One workspace serves one worker; using it from several threads is safe, and slower.
public final class Workspace: Sendable {
    /// How many threads an operation on tensors of this workspace uses.
    public let threads: Int

    /// Free buffers by their capacity in bytes, as addresses: a pointer is not Sendable, a number is.
    private let free = Mutex<[Int: [UInt]]>([:])

    /// Files and pictures; see `SpareBytes`.
    let spareBytes = SpareBytes()

    /// See `limitTime(to:)`.
    let deadline = Mutex<Deadline?>(nil)

    /// Nothing is allocated until the first tensor asks.
    public init(threads: Int = 1) {
        precondition(threads >= 1, "a workspace needs at least one thread, not \(threads)")
        self.threads = min(threads, Self.mostThreads)
    }

    /// More would find no tile to work on: pictures have hundreds.
    static let mostThreads = 1024

    /// Vectors of 64 bytes are the widest the kernels load.
    static let alignment = 64

    /// Rounded up, so that tensors of nearly the same size share buffers.
    static func capacity(for byteCount: Int) -> Int {
        max(4096, (byteCount + 4095) & ~4095)
    }

    func take(capacity: Int) -> UnsafeMutableRawPointer {
        let address = free.withLock { $0[capacity]?.popLast() }
        if let address, let pointer = UnsafeMutableRawPointer(bitPattern: address) { return pointer }
        return .allocate(byteCount: capacity, alignment: Self.alignment)
    }

    func giveBack(_ pointer: UnsafeMutableRawPointer, capacity: Int) {
        let address = UInt(bitPattern: pointer)
        free.withLock { $0[capacity, default: []].append(address) }
    }

    /// Frees all that is not in use, the memory of files and pictures too: for a run that counts its memory.
    package func empty() {
        trim()
        spareBytes.empty()
    }

    /// Frees what is not in use: after a picture much larger than those that follow.
    public func trim() {
        let addresses = free.withLock { buffers in
            defer { buffers = [:] }
            return buffers.values.joined().map { $0 }
        }
        for address in addresses { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
    }

    deinit { trim() }
}
