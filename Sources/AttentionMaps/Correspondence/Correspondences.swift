import ImageDecoding
public import Tensors

/// What of one picture is where on another: patches that are each other's nearest by the cosine of their descriptors.
///
/// Mutual nearest neighbours as in Amir et al. 2021 ("Deep ViT Features as Dense Visual Descriptors", where they are
/// called best buddies after Dekel et al. 2015). Cost: N·M·D multiplications once, O((N + M)·D) memory.
public struct Correspondences: Sendable {
    /// The descriptors of both pictures.
    public let first: PatchDescriptors
    /// See `first`.
    public let second: PatchDescriptors
    /// Whether places between patches are looked for (`SoftArgmax`).
    public let isRefined: Bool
    /// The pairs of patches that are each other's nearest: the greatest cosine first, of equal ones the first patch.
    public let matches: [PatchMatch]

    /// Compares all patches of both pictures, which have to be of one model and layer.
    ///
    /// - Parameter minimumCosine: pairs that are less like each other are left out; nil keeps all.
    public init(
        from first: PatchDescriptors, to second: PatchDescriptors, minimumCosine: Float? = nil, isRefined: Bool = true
    ) throws(TensorError) {
        let neighbors = try NearestNeighbors(from: first, to: second)
        self.first = first
        self.second = second
        self.isRefined = isRefined
        matches = neighbors.mutual
            .filter { $0.cosine >= minimumCosine ?? -1 }
            .sorted { ($1.cosine, $0.first) < ($0.cosine, $1.first) }
            .map { pair in
                Self.match(
                    of: pair.first, and: pair.second, cosine: pair.cosine, first, second, isRefined: isRefined)
            }
    }

    private static func match(
        of patch: Int, and matched: Int, cosine: Float, _ first: PatchDescriptors, _ second: PatchDescriptors,
        isRefined: Bool
    ) -> PatchMatch {
        let offset = isRefined ? SoftArgmax(first: first, second: second).offset(of: patch, from: matched) : (0, 0)
        return PatchMatch(
            patch: patch, matched: matched, cosine: cosine, from: first.geometry.center(ofPatch: patch),
            to: second.geometry.center(ofPatch: matched, offset: offset))
    }

    /// The cosine of one patch of the first picture to every patch of the second, as a map of the second.
    ///
    /// - Parameter patch: by its place in the grid row by row.
    public func cosines(of patch: Int) -> AttentionMap {
        let values = (0..<second.geometry.grid.count).map { Float(first.cosine(patch, $0, of: second)) }
        return AttentionMap(
            values: values, geometry: second.geometry, layer: nil, source: .method("cosine similarity"))
    }

    /// The patch of the second picture that is nearest to a patch of the first, mutual or not; of equal ones the first.
    public func bestMatch(of patch: Int) -> PatchMatch {
        let cosines = cosines(of: patch).values
        var matched = 0
        for index in cosines.indices where cosines[index] > cosines[matched] { matched = index }
        return Self.match(
            of: patch, and: matched, cosine: min(max(cosines[matched], -1), 1), first, second, isRefined: isRefined)
    }

    /// Some of the matches, the best first, that lie apart on the first picture: so that a drawing shows all of it.
    ///
    /// Those with the greatest cosine would often be all in one place. A match is taken if it lies as far from those
    /// taken before as if `count` of them were spread evenly over the grid; what is missing then is taken from the rest
    /// at half that distance, and so on.
    public func spread(_ count: Int) -> [PatchMatch] {
        let columns = first.geometry.grid.columns
        var taken: [PatchMatch] = []
        var left = matches
        var distance = (Double(first.geometry.grid.count) / Double(max(count, 1))).squareRoot()
        while taken.count < count, !left.isEmpty {
            var rest: [PatchMatch] = []
            for match in left {
                let isApart = taken.allSatisfy { other in
                    let rows = Double(match.patch / columns - other.patch / columns)
                    let across = Double(match.patch % columns - other.patch % columns)
                    return rows * rows + across * across >= distance * distance
                }
                if isApart && taken.count < count { taken.append(match) } else { rest.append(match) }
            }
            left = rest
            distance /= 2
        }
        return taken
    }
}
