/// A path below a folder as the bytes of its names.
struct SlashedPath: Equatable {
    private var names: [ArraySlice<UInt8>] = []

    /// The folder itself.
    init() {}

    /// The names between the slashes.
    init(_ path: String) { names = Array(path.utf8).split(separator: UInt8(ascii: "/")) }

    /// How many names.
    var count: Int { names.count }

    /// A name's bytes.
    subscript(index: Int) -> ArraySlice<UInt8> { names[index] }

    /// The path with one more name.
    func appending(_ name: ArraySlice<UInt8>) -> SlashedPath {
        var path = self
        path.names.append(name)
        return path
    }

    /// The first names alone.
    func prefix(_ count: Int) -> SlashedPath {
        var path = SlashedPath()
        path.names = Array(names.prefix(count))
        return path
    }
}
