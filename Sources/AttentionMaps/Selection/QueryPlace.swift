public import ImageDecoding

/// Where attention is asked from, in terms of the picture: known before its grid is.
public enum QueryPlace: Sendable, Hashable, CustomStringConvertible {
    /// The class token.
    case classToken
    /// The patch that holds this pixel of the upright original, counted from its upper left corner.
    case pixel(row: Int, column: Int)
    /// All patches, each as much as any other: the mean of their attention.
    case patchMean

    /// As the command's `--query` takes it: `class`, `mean`, or `X,Y`.
    public var description: String {
        switch self {
        case .classToken: "class"
        case .patchMean: "mean"
        case .pixel(let row, let column): "\(column),\(row)"
        }
    }

    /// The same as a part of a file's name: `x120y80`.
    public var nameInPaths: String {
        switch self {
        case .classToken, .patchMean: description
        case .pixel(let row, let column): "x\(column)y\(row)"
        }
    }

    /// The patch that holds this pixel; an error where the picture has no such pixel, or no patch holds it. Nil for
    /// places that are no single pixel.
    public func patch(in geometry: PatchGeometry) throws(QueryError) -> (row: Int, column: Int)? {
        guard case .pixel(let row, let column) = self else { return nil }
        let size = geometry.original
        guard row >= 0, column >= 0, row < size.height, column < size.width else {
            throw .outsidePicture(row: row, column: column, size)
        }
        guard let patch = geometry.patch(atOriginalRow: row, column: column) else {
            throw .croppedAway(row: row, column: column)
        }
        return patch
    }
}

/// Why a picture has nothing at the query's place.
public enum QueryError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The pixel asked for, and the picture's size.
    case outsidePicture(row: Int, column: Int, PictureSize)
    /// The pixel is on the picture, but outside what the model's own crop keeps.
    case croppedAway(row: Int, column: Int)

    /// One sentence for the user, with x before y as `--query` has them.
    public var description: String {
        switch self {
        case .outsidePicture(let row, let column, let size):
            "the query \(column),\(row) is outside the picture, whose x goes from 0 to \(size.width - 1) "
                + "and y from 0 to \(size.height - 1)"
        case .croppedAway(let row, let column):
            "the query \(column),\(row) lies where the picture is cropped away: '--fit whole' keeps it"
        }
    }
}
