import AttentionExport

/// A search through a list, path by path.
///
/// A path says where its picture lies from the working directory, and so do its outputs: `a/b.png` has the directory
/// `a`. Names of `.` and `..` are worked out, and what leads above the working directory, or starts at the root, has
/// the names that are left: of `../a/b.png` and `/a/b.png` it is `a`, too.
struct ListWalk {
    private(set) var walk: InputWalk
    /// The working directory's name.
    private let root: String
    /// The folders seen so far, by the path before the name.
    private var folders: [PathKey: Int32] = [:]
    /// The last of them: most lists go folder by folder.
    private var last: (prefix: [UInt8], number: Int32)?

    init(_ walk: InputWalk) {
        self.walk = walk
        root = Paths.split(Paths.real(".") ?? "").name
    }

    /// Takes a path, as it stands in the list.
    mutating func add(_ bytes: ArraySlice<UInt8>) {
        guard !bytes.contains(0) else { return refuse(bytes, .nameHasNull) }
        let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
        let prefix = bytes[..<(slash.map { $0 + 1 } ?? bytes.startIndex)]
        let name = bytes[prefix.endIndex...]
        if !walk.filter.isEmpty {
            var path = Self.names(of: prefix)
            path.append(name)
            guard walk.filter.takes(path.reduce(SlashedPath()) { $0.appending($1) }) else {
                walk.leftOut += 1
                return
            }
        }
        guard let path = String(validating: bytes, as: UTF8.self) else { return refuse(bytes, .nameNotUTF8) }
        guard let identity = FileIdentity(of: path) else {
            return refuse(bytes, .unreachable(reason: Paths.systemMessage))
        }
        guard !identity.isFolder else { return refuse(bytes, .listedFolder) }
        walk.list.append(name, in: folder(prefix))
    }

    private mutating func refuse(_ bytes: ArraySlice<UInt8>, _ error: InputError) {
        // A list with other separators can make one path of all.
        let shown = InputWalk.shown(bytes.prefix(Self.mostShown)) + (bytes.count > Self.mostShown ? "…" : "")
        walk.list.append(.unusable(path: shown, error))
    }

    private static let mostShown = 4096

    private mutating func folder(_ prefix: ArraySlice<UInt8>) -> Int32 {
        if let last, last.prefix.elementsEqual(prefix) { return last.number }
        let text = String(decoding: prefix, as: UTF8.self)
        let number = folders[PathKey(text)] ?? add(text, Self.names(of: prefix), isAbove: Self.leadsAbove(prefix))
        folders[PathKey(text)] = number
        last = (Array(prefix), number)
        return number
    }

    private mutating func add(_ prefix: String, _ names: [ArraySlice<UInt8>], isAbove: Bool) -> Int32 {
        let directory = String(decoding: Array(names.joined(separator: "/".utf8)), as: UTF8.self)
        return walk.add(
            InputList.Folder(prefix: prefix, root: isAbove ? "" : root, directory: directory),
            real: Paths.real(prefix) ?? prefix)
    }

    /// The names of a path's folders, with `.` and `..` worked out.
    private static func names(of prefix: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var names: [ArraySlice<UInt8>] = []
        for name in prefix.split(separator: UInt8(ascii: "/")) {
            if name.elementsEqual("..".utf8) {
                _ = names.popLast()
            } else if !name.elementsEqual(".".utf8) {
                names.append(name)
            }
        }
        return names
    }

    /// Whether a path leads out of the working directory.
    private static func leadsAbove(_ prefix: ArraySlice<UInt8>) -> Bool {
        if prefix.first == UInt8(ascii: "/") { return true }
        var depth = 0
        for name in prefix.split(separator: UInt8(ascii: "/")) where !name.elementsEqual(".".utf8) {
            depth += name.elementsEqual("..".utf8) ? -1 : 1
            if depth < 0 { return true }
        }
        return false
    }
}
