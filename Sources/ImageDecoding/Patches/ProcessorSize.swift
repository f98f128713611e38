/// The size to which a model's image processor resizes a picture before it crops.
public enum ProcessorSize: Sendable, Hashable {
    /// The short side gets this length, the long side length · long / short, its fraction cut off.
    case shortestEdge(Int)
    /// Both sides, whatever that does to the picture's proportions.
    case exact(PictureSize)
    /// The smallest of the picture's proportions that covers this size, sides rounded to nearest, halves to even.
    case covering(PictureSize)
    /// The largest of the picture's proportions inside this size, sides rounded to nearest, halves to even.
    case inside(PictureSize)
    /// The picture is not resized.
    case unchanged

    /// The size of a picture of `original` size after resizing.
    func resized(_ original: PictureSize) throws(PatchError) -> PictureSize {
        switch self {
        case .unchanged: return original
        case .exact(let size):
            try Self.check(size)
            return size
        case .covering(let size):
            try Self.check(size)
            return try Self.proportional(original, to: size, choosing: min)
        case .inside(let size):
            try Self.check(size)
            return try Self.proportional(original, to: size, choosing: max)
        case .shortestEdge(let edge):
            try PatchError.check("the processor's shortest edge", edge)
            let long = edge * max(original.height, original.width) / original.shortSide
            return original.height <= original.width
                ? PictureSize(height: edge, width: long) : PictureSize(height: long, width: edge)
        }
    }

    /// By timm's `ResizeKeepRatio`, in its order of operations.
    private static func proportional(
        _ original: PictureSize, to target: PictureSize, choosing choose: (Double, Double) -> Double
    ) throws(PatchError) -> PictureSize {
        let ratio = choose(
            Double(original.height) / Double(target.height), Double(original.width) / Double(target.width))
        let resized = PictureSize(
            height: Int((Double(original.height) / ratio).rounded(.toNearestOrEven)),
            width: Int((Double(original.width) / ratio).rounded(.toNearestOrEven)))
        guard resized.shortSide >= 1 else { throw .resizedAway(picture: original, target: target) }
        return resized
    }

    private static func check(_ size: PictureSize) throws(PatchError) {
        try PatchError.check("the processor's height", size.height)
        try PatchError.check("the processor's width", size.width)
    }
}
