public import AttentionMaps
public import ImageDecoding

/// The pixels of an object as COCO's uncompressed run lengths: column by column from the left, in each from the top,
/// how many pixels are beside the object, on it, beside it again, and so on; the first number may be 0.
public struct RunLengthMask: Sendable, Equatable {
    /// The picture's size.
    public let size: PictureSize
    /// The lengths, together as many as the picture has pixels.
    public let counts: [Int]

    /// Run lengths that are known; nil where they do not fill the picture.
    init?(size: PictureSize, counts: [Int]) {
        // Numbers from a file: no sum or product of them may overflow.
        let (pixels, isTooLarge) = size.height.multipliedReportingOverflow(by: size.width)
        guard !isTooLarge, size.height > 0, size.width > 0 else { return nil }
        var sum = 0
        for count in counts {
            guard count >= 0, count <= pixels - sum else { return nil }
            sum += count
        }
        guard sum == pixels else { return nil }
        self.size = size
        self.counts = counts
    }

    /// Of a map over the upright original: the pixels whose patch has a value above a half.
    public init(of map: AttentionMap) {
        let geometry = map.geometry
        size = geometry.original
        let rows = (0..<size.height).map { Int(geometry.gridRow(ofOriginalRow: $0).rounded(.down)) }
        let columns = (0..<size.width).map { Int(geometry.gridColumn(ofOriginalColumn: $0).rounded(.down)) }
        let grid = geometry.grid
        var counts = RunCounter()
        // Neighbouring columns are of one patch, and have the same runs.
        var known: (column: Int, runs: RunCounter)?
        for column in columns {
            if known?.column != column {
                var runs = RunCounter()
                for row in rows {
                    let isInside = (0..<grid.rows).contains(row) && (0..<grid.columns).contains(column)
                    runs.add(1, isMember: isInside && map[row, column] > 0.5)
                }
                known = (column, runs)
            }
            if let known { counts.add(known.runs) }
        }
        self.counts = counts.counts
    }

    /// Pixels of the object.
    public var area: Int { stride(from: 1, to: counts.count, by: 2).reduce(0) { $0 + counts[$1] } }
}

/// Run lengths on the way: those in even places are beside the object.
private struct RunCounter {
    private(set) var counts = [0]

    mutating func add(_ length: Int, isMember: Bool) {
        let lastIsMember = counts.count % 2 == 0
        if isMember == lastIsMember {
            counts[counts.count - 1] += length
        } else if length > 0 {
            counts.append(length)
        }
    }

    mutating func add(_ other: RunCounter) {
        for (place, length) in other.counts.enumerated() { add(length, isMember: place % 2 == 1) }
    }
}
