/// A search on its way: what was found, and what not to take twice.
struct InputWalk {
    var list = InputList()
    private(set) var linksNotFollowed: [String] = []
    /// How many files and folders patterns left out.
    var leftOut = 0
    let filter: PathFilter
    private let recurses: Bool
    private let excluded: FileIdentity?
    /// Whether a file may be found twice, below two of the paths given.
    private let seesTwice: Bool
    /// A number for each folder, by its real path.
    private var realNumbers: [[UInt8]: Int32] = [:]
    /// The number of each of the list's folders.
    private var realFolders: [Int32] = []
    /// What is no input though it lies among them.
    private var ownOutputs: OwnOutputs?

    init(recurses: Bool, outputFolder: String?, filter: PathFilter, seesTwice: Bool) {
        self.recurses = recurses
        excluded = outputFolder.flatMap(FileIdentity.init(of:))
        ownOutputs = outputFolder.flatMap(OwnOutputs.init(in:))
        self.filter = filter
        self.seesTwice = seesTwice
    }

    /// A file, or a folder with what is below it.
    mutating func add(_ path: String) throws(InputSearchError) {
        guard let identity = FileIdentity(of: path) else {
            list.append(.unusable(path: path, .unreachable(reason: Paths.systemMessage)))
            return
        }
        guard identity != excluded else { throw .searchesOutputFolder(path: path) }
        guard identity.isFolder else { return addFile(path) }
        let real = Paths.real(path) ?? path
        search(
            Place(
                path: path, real: real, root: Paths.split(real).name, directory: "", below: SlashedPath(),
                isIncluded: filter.includes.isEmpty))
    }

    /// Where the walk stands.
    private struct Place {
        /// The folder as it was given, and without links.
        let path, real: String
        /// The name of the folder where the search began, and the way from there.
        let root, directory: String
        /// The same way, for patterns.
        let below: SlashedPath
        /// Whether everything in it is included.
        let isIncluded: Bool

        func below(_ name: String, _ path: SlashedPath, isIncluded: Bool) -> Place {
            Place(
                path: Paths.join(self.path, name), real: Paths.join(real, name), root: root,
                directory: Paths.join(directory, name), below: path, isIncluded: isIncluded)
        }
    }

    private mutating func addFile(_ path: String) {
        let (folder, name) = Paths.split(path)
        guard filter.takes(name) else {
            leftOut += 1
            return
        }
        let real = Paths.real(folder) ?? folder
        let prefix = String(path.utf8.dropLast(name.utf8.count)) ?? ""
        let number = add(InputList.Folder(prefix: prefix, root: Paths.split(real).name, directory: ""), real: real)
        list.append(name.utf8, in: number)
    }

    /// A folder of pictures; `real` is its path without links.
    mutating func add(_ folder: InputList.Folder, real: String) -> Int32 {
        let number = list.add(folder)
        ownOutputs?.add(number, real: real)
        if seesTwice {
            let real = Array(real.utf8)
            let known = realNumbers[real] ?? Int32(realNumbers.count)
            realNumbers[real] = known
            realFolders.append(known)
        }
        return number
    }

    private mutating func search(_ place: Place) {
        let listing: FolderListing
        do throws(InputError) { listing = try FolderListing(of: place.path) } catch {
            list.append(.unusable(path: place.path, error))
            return
        }
        if listing.hasFolder(RunManifest.folderName) {
            let isNamed = place.below.count == 0
            list.notes.append(
                isNamed ? .searchesOutputs(path: place.path) : .outputFolderNotEntered(path: place.path))
            guard isNamed else { return }
        }
        var number: Int32?
        for (bytes, kind) in listing where bytes.first != UInt8(ascii: ".") {
            let isPicture = Self.isPicture(bytes)
            // What the search would not have gone on with in any case.
            guard kind == .folder && recurses || kind == .linkToFolder || kind == .file && isPicture else { continue }
            var (path, isIncluded) = (place.below, place.isIncluded)
            if kind == .folder || !filter.isEmpty {
                path = path.appending(bytes)
                if filter.excludes(path, isFolder: kind != .file) {
                    leftOut += 1
                    continue
                }
                isIncluded = isIncluded || filter.includes(path, isFolder: kind != .file)
            }
            switch kind {
            case .linkToFolder: linksNotFollowed.append(Paths.join(place.path, Self.shown(bytes)))
            case .file where !isIncluded: leftOut += 1
            case .file, .folder:
                guard let name = String(validating: bytes, as: UTF8.self) else {
                    list.append(.unusable(path: Paths.join(place.path, Self.shown(bytes)), .nameNotUTF8))
                    continue
                }
                if kind == .folder {
                    let next = place.below(name, path, isIncluded: isIncluded)
                    if excluded == nil || FileIdentity(of: next.path) != excluded { search(next) }
                } else {
                    let owner = number ?? add(folder(of: place), real: place.real)
                    number = owner
                    list.append(bytes, in: owner)
                }
            }
        }
    }

    private func folder(of place: Place) -> InputList.Folder {
        InputList.Folder(prefix: Paths.join(place.path, ""), root: place.root, directory: place.directory)
    }

    /// Leaves out what earlier runs have written to this output folder.
    mutating func removeOwnOutputs() -> Int {
        let count = ownOutputs?.remove(from: &list) ?? 0
        if count > 0 { list.notes.append(.ownOutputsLeftOut(count: count)) }
        return count
    }

    /// Leaves out what was found before: the same name in the same folder.
    mutating func removeRepeated() {
        guard seesTwice, list.count > 1 else { return }
        // By hashes, which take little memory; those that are equal are looked at.
        var found: [(hash: Int, position: Int)] = []
        found.reserveCapacity(list.count)
        for position in list.indices {
            guard let place = list.place(at: position) else { continue }
            var hasher = Hasher()
            hasher.combine(realFolders[Int(place.folder)])
            place.name.withUnsafeBytes { hasher.combine(bytes: $0) }
            found.append((hasher.finalize(), position))
        }
        found.sort { $0 < $1 }
        var repeated = Set<Int>()
        var first = 0
        for next in found.indices.dropFirst() {
            if found[next].hash != found[first].hash { first = next }
            let isRepeated = (first..<next).contains { areSame(found[$0].position, found[next].position) }
            if isRepeated { repeated.insert(found[next].position) }
        }
        if !repeated.isEmpty { list.remove { repeated.contains($0) } }
    }

    private func areSame(_ one: Int, _ other: Int) -> Bool {
        guard let one = list.place(at: one), let other = list.place(at: other) else { return false }
        return realFolders[Int(one.folder)] == realFolders[Int(other.folder)] && one.name == other.name
    }

    /// By the name's end, its letters in any case.
    static func isPicture(_ name: ArraySlice<UInt8>) -> Bool {
        endings.contains { ending in
            let end = name.suffix(ending.count)
            return name.count > ending.count && name[end.startIndex - 1] == UInt8(ascii: ".")
                && zip(end, ending).allSatisfy { $0 | 0x20 == $1 }
        }
    }

    /// In small letters, each of which differs from its capital by one bit.
    private static let endings = InputSearch.extensions.map { Array($0.utf8) }

    /// A name with each byte that is not ASCII as `\xNN`, unless it is UTF-8; to be shown and nothing else.
    static func shown(_ bytes: ArraySlice<UInt8>) -> String {
        if let name = String(validating: bytes, as: UTF8.self) { return name }
        return bytes.map { byte in
            byte < 0x80 ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
