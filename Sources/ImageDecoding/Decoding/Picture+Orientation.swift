import Tensors

extension Picture {
    /// The picture turned and mirrored as its EXIF orientation says.
    func uprighted(in workspace: Workspace) throws(DecodingError) -> Picture {
        guard (2...8).contains(orientation) else { return self }
        let walk = StoredWalk(orientation: orientation, stored: size)
        let upright = walk.upright
        var turned = workspace.takeBytes(count: pixels.count)
        turned.withUnsafeMutableBufferPointer { target in
            pixels.withUnsafeBufferPointer { walk.copy($0, to: target, until: { workspace.isOverdue }) }
        }
        try workspace.checkDecodingTime()
        workspace.giveBack(pixels)
        return Picture(
            size: upright, pixels: turned, orientation: orientation,
            originalSize: originalSize.upright(orientation), warnings: warnings)
    }
}

extension PictureSize {
    /// The size that a stored picture has when its EXIF orientation is applied.
    func upright(_ orientation: Int) -> PictureSize {
        orientation >= 5 ? PictureSize(height: width, width: height) : self
    }
}

/// The order in which the stored pixels are met on the way through the upright picture.
///
/// EXIF says on which sides the first stored row and the first stored column are to be seen: 1 top and left,
/// 2 top and right, 3 bottom and right, 4 bottom and left, 5 left and top, 6 right and top, 7 right and bottom,
/// 8 left and bottom.
private struct StoredWalk {
    let upright: PictureSize
    /// The stored pixel that comes first in the upright picture.
    private let first: Int
    /// Stored pixels to go for one step down, and one to the right, in the upright picture.
    private let down, along: Int

    init(orientation: Int, stored: PictureSize) {
        let isTurned = orientation >= 5
        let rowsBackwards = [3, 4, 6, 7].contains(orientation)
        let columnsBackwards = [2, 3, 7, 8].contains(orientation)
        let rowStep = rowsBackwards ? -stored.width : stored.width
        let columnStep = columnsBackwards ? -1 : 1
        upright = stored.upright(orientation)
        first = (rowsBackwards ? (stored.height - 1) * stored.width : 0) + (columnsBackwards ? stored.width - 1 : 0)
        (down, along) = isTurned ? (columnStep, rowStep) : (rowStep, columnStep)
    }

    /// In tiles: down a stored column, every pixel lies in another line of the cache, which the next column needs
    /// again. Ends early when it is over, which is asked before each row of tiles.
    func copy(
        _ source: UnsafeBufferPointer<UInt8>, to target: UnsafeMutableBufferPointer<UInt8>, until isOver: () -> Bool
    ) {
        let tile = 64
        for top in stride(from: 0, to: upright.height, by: tile) {
            if isOver() { return }
            for left in stride(from: 0, to: upright.width, by: tile) {
                let right = min(left + tile, upright.width)
                for y in top..<min(top + tile, upright.height) {
                    copyRow(y, columns: left..<right, from: source, to: target)
                }
            }
        }
    }

    private func copyRow(
        _ y: Int, columns: Range<Int>, from source: UnsafeBufferPointer<UInt8>,
        to target: UnsafeMutableBufferPointer<UInt8>
    ) {
        var from = (first + y * down + columns.lowerBound * along) * Picture.channels
        var to = (y * upright.width + columns.lowerBound) * Picture.channels
        for _ in columns {
            target[to] = source[from]
            target[to + 1] = source[from + 1]
            target[to + 2] = source[from + 2]
            from += along * Picture.channels
            to += Picture.channels
        }
    }
}
