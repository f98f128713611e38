/// Why a picture cannot be divided into patches as was asked.
public enum PatchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A grid with more patches than `PicturePreprocessing.maximumPatches`: a picture much longer than wide, or a short side too long.
    case tooManyPatches(rows: Int, columns: Int, picture: PictureSize, limit: Int)
    /// The processor crops more than its resizing leaves; Hugging Face's would fill up with black, which no patch of
    /// the original shows.
    case cropOutside(crop: PictureSize, resized: PictureSize)
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
        case .cropOutside(let crop, let resized):
            "the model's processor crops \(crop), but resizes this picture to only \(resized)"
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
