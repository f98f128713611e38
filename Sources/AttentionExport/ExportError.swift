public import ImageDecoding

/// Why something could not be drawn or written.
public enum ExportError: Error, Equatable, Sendable {
    /// A map holds a value that is no finite number, at this row and column of its grid.
    case notFinite(Float, row: Int, column: Int, map: String)
    /// The map was made for a picture of another size.
    case wrongPicture(found: PictureSize, expected: PictureSize)
    /// The picture was decoded smaller than it is to be drawn.
    case tooFewPixels(found: PictureSize, expected: PictureSize)
    /// There is nothing to draw or write.
    case noMaps
    /// The layout shows one map, and was given several.
    case tooManyMaps(found: Int, layout: OverlayLayout)
    /// Maps that go into one array must have one grid, and every layer the same heads.
    case unequalMaps(found: String, expected: String)
    /// An opacity outside 0 to 1.
    case invalidOpacity(Double)
    /// An absolute scale must end at a finite number above 0.
    case invalidBound(Float)
    /// PNG wants 1 to 79 printable ASCII characters as the name of a text, not beginning or ending with a space.
    case invalidKeyword(String)
    /// What was to be written has no form in the file, in the words of the library that writes it.
    case encoding(path: String, reason: String)
    /// A document that is there, and to be added to, is none that was written here.
    case unreadableDocument(path: String, reason: String)
    /// It took longer than may be; nothing was left of the file.
    case outOfTime(path: String)
    /// The system refused an operation on a file or folder, with its `errno`.
    case file(FileOperation, path: String, errorNumber: Int32)

    /// What was being done to a file.
    public enum FileOperation: String, Sendable {
        /// Making a folder that the path names.
        case makeFolder = "make the folder"
        /// Making the file under its temporary name.
        case create = "create a file in the folder of"
        /// Writing to it.
        case write = "write"
        /// Giving it its name.
        case rename = "give the written file the name"
    }
}

extension ExportError: CustomStringConvertible {
    /// A sentence for whoever asked for the picture.
    public var description: String {
        switch self {
        case .notFinite(let value, let row, let column, let map):
            "the attention map of \(map) holds \(value) at row \(row), column \(column); expected finite numbers"
        case .wrongPicture(let found, let expected):
            "the picture has \(found) pixels, but the map was made for one of \(expected)"
        case .tooFewPixels(let found, let expected):
            "the picture was decoded to \(found) pixels, and is to be drawn with \(expected)"
        case .noMaps: "there is no attention map to draw"
        case .tooManyMaps(let found, let layout):
            "the layout \(layout.rawValue) shows one map a picture, not \(found); the layout grid shows several"
        case .unequalMaps(let found, let expected):
            "the maps do not make one array: found \(found), expected \(expected)"
        case .invalidOpacity(let opacity): "an opacity is a number from 0 to 1, not \(opacity)"
        case .invalidBound(let bound): "an absolute scale ends at a finite number above 0, not at \(bound)"
        case .invalidKeyword(let keyword):
            "“\(keyword)” cannot name a text in a PNG; expected 1 to 79 printable ASCII characters"
        case .encoding(let path, let reason): "\(path) could not be encoded: \(reason)"
        case .unreadableDocument(let path, let reason):
            "\(path) cannot be added to: \(reason); move it elsewhere, or choose another name"
        case .outOfTime(let path): "it took longer than a picture may to draw \(path)"
        case .file(let operation, let path, let errorNumber):
            "cannot \(operation.rawValue) \(path): \(SystemCall.reason(errorNumber))"
        }
    }
}
