/// What a search found, in the order of the run, in little memory: of a picture, its name and the number of its folder.
///
/// A million pictures in some folders take some 30 MB; their paths are put together when they are asked for.
public struct InputList: RandomAccessCollection, Sendable {
    /// What the pictures of one folder have in common.
    struct Folder: Sendable, Equatable {
        /// The path to open, up to the name: empty, or with a slash at its end.
        let prefix: String
        /// As in `PictureInput`.
        let root: String
        /// As in `PictureInput`.
        let directory: String
    }

    /// What the user should be told about the search.
    public internal(set) var notes: [InputNote] = []

    private var folders: [Folder] = []
    private var names: [UInt8] = []
    /// Where each entry's name ends in `names`; it begins where the one before ends.
    private var ends: [Int] = []
    /// The number of each entry's folder, or, where it is no picture of a folder, −1 less its number in `others`.
    private var owners: [Int32] = []
    private var others: [InputEntry] = []

    /// Nothing.
    public init() {}

    /// These.
    public init(_ entries: some Sequence<InputEntry>) {
        for entry in entries { append(entry) }
    }

    /// From 0.
    public var startIndex: Int { 0 }
    /// How many.
    public var endIndex: Int { owners.count }

    /// An entry, put together.
    public subscript(position: Int) -> InputEntry {
        let owner = owners[position]
        guard owner >= 0 else { return others[Int(-1 - owner)] }
        let (folder, name) = (folders[Int(owner)], String(decoding: names[nameRange(position)], as: UTF8.self))
        return .picture(
            PictureInput(
                path: folder.prefix + name, root: folder.root, directory: folder.directory, name: name))
    }

    /// How many of them are pictures.
    var pictureCount: Int { indices.count { isPicture(at: $0) } }

    /// Whether an entry is a file to read.
    func isPicture(at position: Int) -> Bool {
        guard owners[position] < 0, case .unusable = self[position] else { return true }
        return false
    }

    /// Whether an entry stands for a folder and what may be in it.
    func isFolderProblem(at position: Int) -> Bool {
        guard owners[position] < 0, case .unusable(_, .unreadable) = self[position] else { return false }
        return true
    }

    /// The path below the searched folder, by which pictures are told apart in samples and shards; for what is no
    /// picture, the path as it is shown.
    func appendRelativePath(at position: Int, to bytes: inout [UInt8]) {
        let owner = owners[position]
        if owner >= 0 {
            appendDirectory(folders[Int(owner)].directory, to: &bytes)
            bytes += names[nameRange(position)]
        } else if case .picture(let input) = others[Int(-1 - owner)] {
            appendDirectory(input.directory, to: &bytes)
            bytes += input.name.utf8
        } else {
            bytes += others[Int(-1 - owner)].path.utf8
        }
    }

    private func appendDirectory(_ directory: String, to bytes: inout [UInt8]) {
        if !directory.isEmpty { bytes += directory.utf8 + [UInt8(ascii: "/")] }
    }

    /// The folder's number and the name of a picture that was found in a folder; nil for others.
    func place(at position: Int) -> (folder: Int32, name: ArraySlice<UInt8>)? {
        owners[position] < 0 ? nil : (owners[position], names[nameRange(position)])
    }

    private func nameRange(_ position: Int) -> Range<Int> { (position == 0 ? 0 : ends[position - 1])..<ends[position] }

    // MARK: Making one

    /// A folder that pictures are in, for `append(_:in:)`.
    mutating func add(_ folder: Folder) -> Int32 {
        folders.append(folder)
        return Int32(folders.count - 1)
    }

    /// A picture in a folder, by its name, which is UTF-8.
    mutating func append(_ name: some Collection<UInt8>, in folder: Int32) {
        names += name
        ends.append(names.count)
        owners.append(folder)
    }

    /// Anything.
    mutating func append(_ entry: InputEntry) {
        others.append(entry)
        ends.append(names.count)
        owners.append(Int32(-others.count))
    }

    /// Leaves entries out.
    mutating func remove(_ isLeftOut: (Int) -> Bool) {
        var (kept, end, start) = (0, 0, 0)
        for position in indices {
            let range = start..<ends[position]
            start = range.upperBound
            if isLeftOut(position) { continue }
            // Byte by byte: a slice would be a second owner, for which every change copies the whole array.
            for source in range {
                names[end] = names[source]
                end += 1
            }
            (ends[kept], owners[kept]) = (end, owners[position])
            kept += 1
        }
        names.removeSubrange(end...)
        ends.removeSubrange(kept...)
        owners.removeSubrange(kept...)
    }
}

extension InputList: ExpressibleByArrayLiteral {
    /// These.
    public init(arrayLiteral entries: InputEntry...) { self.init(entries) }
}

extension InputList: Equatable {
    /// The same entries in the same order, whatever they are kept as.
    public static func == (one: InputList, other: InputList) -> Bool { one.elementsEqual(other) }
}
