/// Why a picture cannot be divided into patches as was asked.
public enum PatchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A grid with more patches than `PicturePreprocessing.maximumPatches`: a picture much longer than wide, or a short
    /// side too long.
    case tooManyPatches(rows: Int, columns: Int, picture: PictureSize, limit: Int)
    /// The processor keeps the proportions of a picture so long that its short side is rounded to no pixel at all.
    case resizedAway(picture: PictureSize, target: PictureSize)
    /// What the processor leaves of the picture is smaller than one patch.
    case smallerThanPatch(PictureSize, patchSize: Int)
    /// A length that is no length, or an absurd one.
    case lengthOutOfRange(name: String, found: Int, allowed: ClosedRange<Int>)

    /// A sentence for the person whose picture it is.
    public var description: String {
        switch self {
        case .tooManyPatches(let rows, let columns, let picture, let limit):
            "a picture of \(picture) would become \(rows)×\(columns) patches, and the limit is \(limit) in all; "
                + "choose a smaller short side, crop the picture, or allow more patches"
        case .resizedAway(let picture, let target):
            "the model's processor fits a picture of \(picture) into \(target), which leaves no pixel of its short side"
        case .smallerThanPatch(let size, let patchSize):
            "the model's processor leaves \(size) pixels, less than one patch of \(patchSize)×\(patchSize)"
        case .lengthOutOfRange(let name, let found, let allowed):
            "\(name) is \(found), and must be from \(allowed.lowerBound) to \(allowed.upperBound)"
        }
    }

    /// Lengths that configuration files and command lines may give: no product of one with a picture's side overflows.
    static let lengths = 1...65_536

    /// Throws unless a length is one.
    static func check(_ name: String, _ length: Int) throws(PatchError) {
        guard lengths.contains(length) else { throw .lengthOutOfRange(name: name, found: length, allowed: lengths) }
    }
}
