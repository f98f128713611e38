public import AttentionMaps
public import ImageDecoding

/// The objects found in a folder's pictures, as COCO has them: images, annotations and the one category `object`, which
/// tools for detection data sets read (Lin et al. 2014; cocodataset.org/#format-data).
///
/// Boxes are `[x, y, width, height]` in pixels of the upright original, masks uncompressed run lengths column by
/// column, `area` the pixels of the mask. Numbers are given in the order of file names, so that the same objects make
/// the same bytes in whatever order they came.
///
///     var document = try COCODocument(contentsOf: path) ?? COCODocument()
///     document.set(finding, ofPicture: "cats/tabby.jpg")
///     try document.write(to: path)
public struct COCODocument: Sendable, Equatable {
    /// The pictures by what they are called in the file; each once.
    package private(set) var pictures: [PathKey: PictureObjects]

    /// What was found in one picture.
    public struct PictureObjects: Sendable, Equatable {
        /// Of the upright original.
        public let size: PictureSize
        /// None, one or more.
        public let objects: [FoundObject]

        /// A picture and what is on it.
        public init(size: PictureSize, objects: [FoundObject]) {
            self.size = size
            self.objects = objects
        }
    }

    /// One object.
    public struct FoundObject: Sendable, Equatable {
        /// What found it: `lost`, `tokencut`.
        public let method: String?
        /// In pixels of the upright original.
        public let box: ObjectBox
        /// Its pixels.
        public let mask: RunLengthMask
        /// How sure the method is of it, for methods that say.
        public let score: Double?

        /// By the methods' names: the same objects make the same bytes in whatever order methods ran.
        static func order(_ one: FoundObject, _ other: FoundObject) -> Bool {
            (one.method ?? "") < (other.method ?? "")
        }

        /// An object that a method found.
        public init(method: String?, box: ObjectBox, mask: RunLengthMask, score: Double? = nil) {
            self.method = method
            self.box = box
            self.mask = mask
            self.score = score
        }
    }

    /// Of no pictures.
    public init() { pictures = [:] }

    /// Of these pictures.
    init(pictures: [PathKey: PictureObjects]) { self.pictures = pictures }

    /// What the pictures are called, in the order of the file.
    public var names: [String] { pictures.keys.sorted().map(\.path) }

    /// What was found in a picture; nil if it is not here.
    public func objects(ofPicture name: String) -> PictureObjects? { pictures[PathKey(name)] }

    /// Puts what methods found in a picture into the place of what the document had of these methods; what it has of
    /// others stays, unless the picture has another size now.
    ///
    /// - Parameters:
    ///   - finding: masks, each with the box in the same place.
    ///   - name: what the picture is called: its path as the run has it.
    public mutating func set(_ finding: MethodFinding, ofPicture name: String) {
        let objects = zip(finding.maps, finding.boxes).map { map, box in
            var method: String?
            if case .method(let name) = map.source { method = name }
            return FoundObject(method: method, box: box, mask: RunLengthMask(of: map))
        }
        let size = finding.maps[0].geometry.original
        let known = pictures[PathKey(name)].map { $0.size == size ? $0.objects : [] } ?? []
        let others = known.filter { other in !objects.contains { $0.method == other.method } }
        pictures[PathKey(name)] = PictureObjects(size: size, objects: (others + objects).sorted(by: FoundObject.order))
    }

    /// Whether the document has an object of each of these methods on a picture.
    public func holds(_ methods: [MethodName], ofPicture name: String) -> Bool {
        guard let objects = pictures[PathKey(name)]?.objects else { return false }
        return methods.allSatisfy { method in objects.contains { $0.method == method.rawValue } }
    }

    /// Calls a picture otherwise, if it is here; in the place of what had that name.
    public mutating func rename(_ name: String, to other: String) {
        if let objects = pictures.removeValue(forKey: PathKey(name)) { pictures[PathKey(other)] = objects }
    }

    /// Some of its pictures alone.
    package func of(_ names: Set<PathKey>) -> COCODocument {
        COCODocument(pictures: pictures.filter { names.contains($0.key) })
    }

    /// Puts the pictures of another document into the places of those of the same name here.
    public mutating func merge(_ other: COCODocument) {
        pictures.merge(other.pictures) { $1 }
    }
}
