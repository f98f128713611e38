import Synchronization

/// Arrays of bytes that are done with, for the next of about their size: a file, a picture's pixels.
///
/// Memory of some megabytes comes fresh from the system each time it is asked for, page by page, which costs as much as
/// a tenth of a large picture's time. What is handed out is an array like any other: if somebody still holds what was
/// given back, writing to it copies, and nobody sees the other's bytes.
final class SpareBytes: Sendable {
    /// The oldest first.
    private let spares = Mutex<[[UInt8]]>([])

    /// A file, its pixels, the same turned upright, resized one way and both: more would only keep what is not used.
    private static let most = 5

    /// `count` bytes that hold anything.
    func take(count: Int) -> [UInt8] {
        let spare = spares.withLock { spares in
            // Not one much too large: what one huge picture left would never be freed.
            spares.firstIndex { $0.capacity >= count && $0.capacity / 2 <= count }.map { spares.remove(at: $0) }
        }
        guard var bytes = spare else { return [UInt8](unsafeUninitializedCapacity: count) { $1 = count } }
        if bytes.count > count {
            bytes.removeLast(bytes.count - count)
        } else {
            bytes.append(contentsOf: repeatElement(0, count: count - bytes.count))
        }
        return bytes
    }

    func empty() { spares.withLock { $0 = [] } }

    func giveBack(_ bytes: [UInt8]) {
        spares.withLock { spares in
            spares.append(bytes)
            if spares.count > Self.most { spares.removeFirst() }
        }
    }
}

extension Workspace {
    /// `count` bytes that hold anything, in memory that was given back if there is any.
    package func takeBytes(count: Int) -> [UInt8] { spareBytes.take(count: count) }

    /// For the next that needs as many; the caller holds the array no longer.
    package func giveBack(_ bytes: [UInt8]) { spareBytes.giveBack(bytes) }
}
