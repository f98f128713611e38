/// A pattern for paths below a folder, read as `.gitignore` reads it.
///
/// | pattern | matches |
/// | --- | --- |
/// | `*_mask.png` | without a slash: a name at any depth |
/// | `raw/*.png` | with a slash: the whole path below the searched folder |
/// | `/cover.png` | a slash in front: at the top alone |
/// | `thumbnails/` | a slash at the end: folders alone |
/// | `2024/**/a.png` | `**` between slashes: any folders, or none; at the end: everything inside |
///
/// Within a name, `*` stands for any characters, `?` for one, `[a-z]` for one of these and `[!a-z]` for one of the
/// others (`[^a-z]`, too, and classes such as `[[:digit:]]`); none of them for a slash. A backslash takes the next
/// character for itself. Capitals matter. Names are compared by their bytes, and a character is a Unicode scalar.
///
/// A `!` or `#` in front means nothing here, unlike in `.gitignore`. Matching takes at most the product of the lengths
/// of pattern and path.
public struct PathGlob: Sendable, Equatable, CustomStringConvertible {
    /// The pattern as it was written.
    public let description: String
    /// Whether it matches folders alone.
    public let isForFolders: Bool

    private enum Part: Equatable {
        case folders
        case name(NamePattern)
    }

    private let parts: [Part]

    /// Reads a pattern.
    public init(_ text: String) throws(PathGlobError) {
        description = text
        isForFolders = text.utf8.last == UInt8(ascii: "/")
        // As in `.gitignore`, the one at the end does not count.
        let isBound = text.utf8.dropLast(isForFolders ? 1 : 0).contains(UInt8(ascii: "/"))
        let names = Paths.components(text).filter { $0 != "." }
        guard !names.isEmpty else { throw .empty(text) }
        guard !names.contains("..") else { throw .leavesFolder(text) }
        var parts: [Part] = isBound ? [] : [.folders]
        for (index, name) in names.enumerated() {
            // More than two are two.
            let isForFolders = isBound && name.utf8.count > 1 && name.utf8.allSatisfy { $0 == UInt8(ascii: "*") }
            parts.append(isForFolders ? .folders : .name(try NamePattern(name, of: text)))
            // What is inside a folder is not the folder itself.
            if isForFolders, index == names.count - 1 { parts.append(.name(.anything)) }
        }
        self.parts = parts
    }

    /// Whether the pattern is about this path below the searched folder; what lies in a matching folder does not
    /// itself match.
    public func matches(_ path: String, isFolder: Bool = false) -> Bool {
        matches(SlashedPath(path), isFolder: isFolder)
    }

    /// A wildcard's earliest fit leaves the most room for what follows: only the last `**` is ever tried again.
    func matches(_ path: SlashedPath, isFolder: Bool) -> Bool {
        guard isFolder || !isForFolders else { return false }
        var (part, name) = (0, 0)
        var again: (part: Int, name: Int)?
        while name < path.count {
            if part < parts.count, case .folders = parts[part] {
                part += 1
                again = (part, name)
            } else if part < parts.count, case .name(let pattern) = parts[part], pattern.matches(path[name]) {
                part += 1
                name += 1
            } else {
                guard let last = again else { return false }
                again = (last.part, last.name + 1)
                (part, name) = (last.part, last.name + 1)
            }
        }
        return part == parts.count
    }
}

/// What is wrong with a pattern.
public enum PathGlobError: Error, Sendable, Equatable, CustomStringConvertible {
    /// It names nothing.
    case empty(String)
    /// It has `..` among its names.
    case leavesFolder(String)
    /// A `[` without its `]` in the same name.
    case unclosed(String)
    /// A class between `[:` and `:]` that there is not.
    case unknownClass(String, of: String)
    /// A backslash with nothing behind it.
    case trailingBackslash(String)

    /// One sentence for the user.
    public var description: String {
        switch self {
        case .empty(let text): "the pattern '\(text)' names nothing"
        case .leavesFolder(let text): "the pattern '\(text)' leads out of the searched folder by '..'"
        case .unclosed(let text): "the pattern '\(text)' has a '[' without its ']' (\\[ is the character itself)"
        case .unknownClass(let name, let text): "the pattern '\(text)' has an unknown class [:\(name):]"
        case .trailingBackslash(let text): "the pattern '\(text)' has a backslash with nothing behind it"
        }
    }
}
