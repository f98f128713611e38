import CKernels
package import Tensors

extension Picture {
    /// The picture at another size, every value equal to what `resize` of Pillow 13 gives.
    ///
    /// Widths and heights are resized one after the other, with 8-bit values between; a side that keeps its length is
    /// left alone.
    public func resized(to newSize: PictureSize, by filter: ResamplingFilter) -> Picture {
        resized(to: newSize, keepingTop: 0, left: 0, size: newSize, by: filter)
    }

    /// A part of the resized picture, without computing the rest of it.
    ///
    /// - Parameter workspace: whose memory and threads are used; the result does not depend on it.
    package func resized(
        to newSize: PictureSize, keepingTop top: Int, left: Int, size part: PictureSize, by filter: ResamplingFilter,
        in workspace: Workspace = Workspace()
    ) -> Picture {
        precondition(newSize.height >= 1 && newSize.width >= 1, "a picture has at least one pixel, not \(newSize)")
        precondition(
            top >= 0 && left >= 0 && top + part.height <= newSize.height && left + part.width <= newSize.width,
            "a part of \(part) at (\(top), \(left)) is not inside a picture of \(newSize)")
        let rows = ResamplingWeights(
            from: size.height, to: newSize.height, keeping: top..<top + part.height, by: filter)
        let columns = ResamplingWeights(
            from: size.width, to: newSize.width, keeping: left..<left + part.width, by: filter)
        let needed = PictureSize(height: rows.inputRange.count, width: columns.inputRange.count)
        let source = cropped(top: rows.inputRange.lowerBound, left: columns.inputRange.lowerBound, to: needed)
        return resizesHeightFirst(to: newSize)
            ? source.resizedInHeight(by: rows, in: workspace).resizedInWidth(by: columns, in: workspace)
            : source.resizedInWidth(by: columns, in: workspace).resizedInHeight(by: rows, in: workspace)
    }

    /// The order matters for the rounding between, and so is Pillow's.
    ///
    /// Since version 13 it resizes the height first where that shrinks by more than twice as many pixels as the width;
    /// before, the width always came first.
    private func resizesHeightFirst(to newSize: PictureSize) -> Bool {
        let shrinkage = (height: size.height - newSize.height, width: size.width - newSize.width)
        return shrinkage.height > 0 && shrinkage.height > 2 * shrinkage.width
    }

    private func resizedInWidth(by weights: ResamplingWeights, in workspace: Workspace) -> Picture {
        if weights.isIdentity { return self }
        let newSize = PictureSize(height: size.height, width: weights.counts.count)
        return withSize(newSize, in: workspace) { source, target in
            weights.withKernelView {
                patchlens_resample_columns(source, size.height, size.width, $0, Int32(workspace.threads), target)
            }
        }
    }

    private func resizedInHeight(by weights: ResamplingWeights, in workspace: Workspace) -> Picture {
        if weights.isIdentity { return self }
        let newSize = PictureSize(height: weights.counts.count, width: size.width)
        return withSize(newSize, in: workspace) { source, target in
            weights.withKernelView {
                patchlens_resample_rows(source, size.width * Self.channels, $0, Int32(workspace.threads), target)
            }
        }
    }

    /// A picture whose every pixel a kernel writes.
    private func withSize(
        _ newSize: PictureSize, in workspace: Workspace,
        kernel: (UnsafePointer<UInt8>?, UnsafeMutablePointer<UInt8>?) -> Void
    ) -> Picture {
        let count = newSize.height * newSize.width * Self.channels
        var result = workspace.takeBytes(count: count)
        result.withUnsafeMutableBufferPointer { target in
            pixels.withUnsafeBufferPointer { kernel($0.baseAddress, target.baseAddress) }
        }
        return Picture(size: newSize, pixels: result, orientation: orientation)
    }
}
