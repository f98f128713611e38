/// A search on its way: what was found, and what not to take twice.
struct InputWalk {
    private(set) var entries: [InputEntry] = []
    private(set) var linksNotFollowed: [String] = []
    private let recurses: Bool
    private let excluded: FileIdentity?
    /// The real paths of the files taken: the same file may lie below two of the paths given.
    private var taken: Set<[UInt8]> = []

    init(recurses: Bool, excluded: FileIdentity?) {
        self.recurses = recurses
        self.excluded = excluded
    }

    /// A file, or a folder with what is below it.
    mutating func add(_ path: String) throws(InputSearchError) {
        guard let identity = FileIdentity(of: path) else {
            entries.append(.unusable(path: path, .unreachable(reason: Paths.systemMessage)))
            return
        }
        guard identity != excluded else { throw .searchesOutputFolder(path: path) }
        guard identity.isFolder else { return addFile(path) }
        let real = Paths.real(path) ?? path
        search(Place(path: path, real: real, root: Paths.split(real).name, directory: ""))
    }

    /// Where the walk stands: the folder as it was given, without links, and relative to where the search began.
    private struct Place {
        let path: String
        let real: String
        let root: String
        let directory: String

        func below(_ name: String) -> Place {
            Place(
                path: Paths.join(path, name), real: Paths.join(real, name), root: root,
                directory: Paths.join(directory, name))
        }
    }

    private mutating func addFile(_ path: String) {
        let (folder, name) = Paths.split(path)
        let real = Paths.real(folder) ?? folder
        take(
            PictureInput(path: path, root: Paths.split(real).name, directory: "", name: name),
            real: Paths.join(real, name))
    }

    private mutating func search(_ place: Place) {
        do throws(InputError) {
            for (bytes, kind) in try FolderListing(of: place.path).entries where bytes.first != UInt8(ascii: ".") {
                guard let name = String(validating: bytes, as: UTF8.self) else {
                    reportName(bytes, of: kind, at: place)
                    continue
                }
                switch kind {
                case .folder: descend(into: place.below(name))
                case .linkToFolder: linksNotFollowed.append(Paths.join(place.path, name))
                case .file: takePicture(name, at: place)
                }
            }
        } catch {
            entries.append(.unusable(path: place.path, error))
        }
    }

    private mutating func descend(into place: Place) {
        guard recurses, excluded == nil || FileIdentity(of: place.path) != excluded else { return }
        search(place)
    }

    private mutating func takePicture(_ name: String, at place: Place) {
        guard isPicture(name) else { return }
        take(
            PictureInput(
                path: Paths.join(place.path, name), root: place.root, directory: place.directory, name: name),
            real: Paths.join(place.real, name))
    }

    /// A name that is not UTF-8 is an error only where the search would have gone on with it.
    private mutating func reportName(_ bytes: [UInt8], of kind: FolderListing.Kind, at place: Place) {
        let name = escaped(bytes)
        guard kind == .folder && recurses || kind == .file && isPicture(name) else { return }
        entries.append(.unusable(path: Paths.join(place.path, name), .nameNotUTF8))
    }

    private mutating func take(_ input: PictureInput, real: String) {
        guard taken.insert(Array(real.utf8)).inserted else { return }
        entries.append(.picture(input))
    }

    private func isPicture(_ name: String) -> Bool {
        InputSearch.extensions.contains { name.lowercased().hasSuffix("." + $0) }
    }

    /// The name with each byte that is not ASCII as `\xNN`, to be shown and nothing else.
    private func escaped(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return byte < 0x80 ? String(UnicodeScalar(byte)) : "\\x" + digits
        }.joined()
    }
}
