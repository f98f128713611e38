public import Tensors

/// A tensor as a file's header announces it.
public struct StoredTensor: Equatable, Sendable {
    /// Its full name in the file, prefixes included.
    public let name: String
    /// What its elements are stored as.
    public let elementType: ElementType
    /// Its extents, outermost first.
    public let shape: Shape
    /// Where its bytes are, counted from the end of the header.
    let byteRange: Range<Int>
}
