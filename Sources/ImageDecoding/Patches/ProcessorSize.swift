/// The size to which a model's image processor resizes a picture before it crops.
public enum ProcessorSize: Sendable, Hashable {
    /// The short side gets this length, the long side length · long / short, its fraction cut off.
    case shortestEdge(Int)
    /// Both sides, whatever that does to the picture's proportions.
    case exact(PictureSize)
    /// The picture is not resized.
    case unchanged

    /// The size of a picture of `original` size after resizing.
    func resized(_ original: PictureSize) throws(PatchError) -> PictureSize {
        switch self {
        case .unchanged: return original
        case .exact(let size):
            try PatchError.check("the processor's height", size.height)
            try PatchError.check("the processor's width", size.width)
            return size
        case .shortestEdge(let edge):
            try PatchError.check("the processor's shortest edge", edge)
            let long = edge * max(original.height, original.width) / original.shortSide
            return original.height <= original.width
                ? PictureSize(height: edge, width: long) : PictureSize(height: long, width: edge)
        }
    }
}
