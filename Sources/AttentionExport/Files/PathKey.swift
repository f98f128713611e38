/// A path, or a part of one, as the system compares it: by its bytes.
///
/// Two spellings that Unicode calls equivalent are equal as `String`, and two files on most file systems. What is kept
/// or looked up by a path is kept by this.
package struct PathKey: Hashable, Comparable, Sendable {
    /// The path as it was given.
    package let path: String

    package init(_ path: String) { self.path = path }

    package static func == (first: Self, second: Self) -> Bool { first.path.utf8.elementsEqual(second.path.utf8) }

    /// An order that depends on no locale.
    package static func < (first: Self, second: Self) -> Bool {
        first.path.utf8.lexicographicallyPrecedes(second.path.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        var path = path
        path.withUTF8 { bytes in hasher.combine(bytes: UnsafeRawBufferPointer(bytes)) }
    }
}
