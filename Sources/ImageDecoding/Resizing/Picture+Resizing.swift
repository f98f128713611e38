import CKernels

extension Picture {
    /// The picture at another size, every value equal to what Pillow's `resize` gives.
    ///
    /// First all rows are resized in width, then all columns in height, with 8-bit values between; a side that keeps
    /// its length is left alone.
    public func resized(to newSize: PictureSize, by filter: ResamplingFilter) -> Picture {
        resized(to: newSize, keepingTop: 0, left: 0, size: newSize, by: filter)
    }

    /// A part of the resized picture, without computing the rest of it.
    package func resized(
        to newSize: PictureSize, keepingTop top: Int, left: Int, size part: PictureSize, by filter: ResamplingFilter
    ) -> Picture {
        precondition(newSize.height >= 1 && newSize.width >= 1, "a picture has at least one pixel, not \(newSize)")
        precondition(
            top >= 0 && left >= 0 && top + part.height <= newSize.height && left + part.width <= newSize.width,
            "a part of \(part) at (\(top), \(left)) is not inside a picture of \(newSize)")
        let rows = ResamplingWeights(
            from: size.height, to: newSize.height, keeping: top..<top + part.height, by: filter)
        let keepsHeight = newSize.height == size.height
        // Only the rows that the second pass will read, or that are kept.
        let needed = keepsHeight ? top..<top + part.height : rows.inputRange
        let narrowed = resizedRows(needed, to: newSize.width, keeping: left..<left + part.width, by: filter)
        return keepsHeight ? narrowed : narrowed.resizedColumns(by: rows.shifted(by: needed.lowerBound))
    }

    /// The first pass, on a range of the rows.
    private func resizedRows(
        _ rows: Range<Int>, to width: Int, keeping columns: Range<Int>, by filter: ResamplingFilter
    ) -> Picture {
        let part = PictureSize(height: rows.count, width: columns.count)
        if width == size.width {
            return cropped(top: rows.lowerBound, left: columns.lowerBound, to: part)
        }
        let weights = ResamplingWeights(from: size.width, to: width, keeping: columns, by: filter)
        let needed = weights.inputRange
        let count = part.height * part.width * Self.channels
        let rowBytes = size.width * Self.channels
        let result = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
            pixels.withUnsafeBufferPointer { source in
                weights.shifted(by: needed.lowerBound).withKernelView { view in
                    let first = rows.lowerBound * rowBytes + needed.lowerBound * Self.channels
                    patchlens_resample_columns(
                        UnsafeBufferPointer(rebasing: source[first...]).baseAddress, rows.count, needed.count, rowBytes,
                        view, target.baseAddress)
                }
            }
            filled = count
        }
        return Picture(size: part, pixels: result, orientation: orientation)
    }

    /// The second pass.
    private func resizedColumns(by weights: ResamplingWeights) -> Picture {
        let part = PictureSize(height: weights.starts.count, width: size.width)
        let rowBytes = size.width * Self.channels
        let count = part.height * rowBytes
        let result = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
            pixels.withUnsafeBufferPointer { source in
                weights.withKernelView { view in
                    patchlens_resample_rows(source.baseAddress, rowBytes, view, target.baseAddress)
                }
            }
            filled = count
        }
        return Picture(size: part, pixels: result, orientation: orientation)
    }
}
