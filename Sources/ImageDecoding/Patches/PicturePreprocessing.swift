public import Tensors

/// What a model wants done to a picture: how it is fitted to the grid of patches, and how its values are normalised.
///
/// All of it is data of the model: nothing here knows a family.
public struct PicturePreprocessing: Sendable, Hashable {
    /// The side of a patch in pixels.
    public var patchSize: Int
    /// The length of the short side for `PictureFit.whole`, before it is rounded to whole patches.
    public var shortSide: Int
    /// Which of the two ways from a picture to a grid.
    public var fit: PictureFit
    /// The filter for resizing.
    public var filter: ResamplingFilter
    /// Subtracted from red, green and blue, after rescaling.
    public var mean: [Float]
    /// What red, green and blue are then divided by.
    public var standardDeviation: [Float]
    /// What 8-bit values are multiplied by first: usually 1/255.
    public var rescaleFactor: Double
    /// To what the processor resizes; only for `PictureFit.processor`.
    public var processorSize: ProcessorSize
    /// What the processor then crops from the centre, or nil when it does not crop; only for `PictureFit.processor`.
    public var crop: CenterCrop?
    /// Pictures of more patches are refused. A file of some kilobytes can hold a picture a hundred times as long as
    /// wide, which would keep the encoder busy for minutes: its time grows with the square of the patches. 16,384 is a
    /// square of 1,792 pixels in patches of 14, or a strip 64 times as long as wide at a short side of 224.
    public var maximumPatches = PicturePreprocessing.usualMaximumPatches
    /// See `maximumPatches`.
    public static let usualMaximumPatches = 16_384

    /// `mean` and `standardDeviation` have three values each, none of the deviations zero.
    public init(
        patchSize: Int, shortSide: Int = 224, fit: PictureFit = .whole, filter: ResamplingFilter = .bicubic,
        mean: [Float], standardDeviation: [Float], rescaleFactor: Double = 1 / 255,
        processorSize: ProcessorSize = .shortestEdge(256), crop: CenterCrop? = nil
    ) {
        precondition(patchSize >= 1, "a patch has at least one pixel a side, not \(patchSize)")
        precondition(
            mean.count == Picture.channels && standardDeviation.count == Picture.channels, "RGB has 3 channels")
        precondition(!standardDeviation.contains(0), "nothing can be divided by a standard deviation of 0")
        self.patchSize = patchSize
        self.shortSide = shortSide
        self.fit = fit
        self.filter = filter
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.rescaleFactor = rescaleFactor
        self.processorSize = processorSize
        self.crop = crop
    }

    /// Where the patches of a whole picture of this size will lie; computed without a picture.
    public func geometry(for size: PictureSize, orientation: Int = 1) throws(PatchError) -> PatchGeometry {
        switch fit {
        case .whole:
            let grid = try wholeGrid(for: size)
            return PatchGeometry(original: size, orientation: orientation, resized: grid.size, grid: grid)
        case .processor:
            let resized = try processorSize.resized(size)
            let (top, left, part) = try cropped(resized)
            let grid = try grid(in: part, of: size)
            return PatchGeometry(
                original: size, orientation: orientation, resized: resized, cropTop: top, cropLeft: left, grid: grid)
        }
    }

    /// The pixels the patches are cut from, 8-bit: resized and cropped, of the size of the grid.
    public func resizedPixels(
        of picture: Picture, in workspace: Workspace = Workspace()
    ) throws(PatchError) -> Picture {
        let geometry = try geometry(for: picture.originalSize, orientation: picture.orientation)
        let (size, resized) = (geometry.grid.size, geometry.resized)
        let top = max(geometry.cropTop, 0), left = max(geometry.cropLeft, 0)
        let part = PictureSize(
            height: min(geometry.cropTop + size.height, resized.height) - top,
            width: min(geometry.cropLeft + size.width, resized.width) - left)
        let pixels = picture.resized(
            to: resized, keepingTop: top, left: left, size: part, by: filter, in: workspace)
        guard part != size, let crop else { return pixels }
        return pixels.placed(
            atTop: top - geometry.cropTop, left: left - geometry.cropLeft, in: size, filledWith: crop.fill)
    }

    /// The patches of a picture: resized, cut, and normalised.
    public func patches(of picture: Picture, in workspace: Workspace = Workspace()) throws(PatchError) -> Patches {
        let geometry = try geometry(for: picture.originalSize, orientation: picture.orientation)
        let resized = try resizedPixels(of: picture, in: workspace)
        let patches = Patches(of: resized, geometry: geometry, levels: channelLevels(), in: workspace)
        // Where nothing was to be resized it is the caller's own picture.
        if resized.size != picture.size { workspace.giveBack(resized) }
        return patches
    }

    /// Each side to the nearest whole number of patches, at the scale that gives the short side its length.
    ///
    /// The order of the operations is part of the rule: others would round some sizes to another number of patches.
    private func wholeGrid(for size: PictureSize) throws(PatchError) -> PatchGrid {
        try PatchError.check("the short side", shortSide)
        func patches(along side: Int) -> Int {
            let length = Double(side) * Double(shortSide) / Double(size.shortSide)
            return max(1, Int((length / Double(patchSize) + 0.5).rounded(.down)))
        }
        return try checkedGrid(rows: patches(along: size.height), columns: patches(along: size.width), of: size)
    }

    private func cropped(_ resized: PictureSize) throws(PatchError) -> (top: Int, left: Int, size: PictureSize) {
        guard let crop else { return (0, 0, resized) }
        try PatchError.check("the processor's crop height", crop.size.height)
        try PatchError.check("the processor's crop width", crop.size.width)
        let (top, left) = crop.offset(in: resized)
        return (top, left, crop.size)
    }

    /// As many whole patches as fit; like the models' own convolution, this leaves out what remains right and below.
    private func grid(in part: PictureSize, of picture: PictureSize) throws(PatchError) -> PatchGrid {
        guard part.shortSide >= patchSize else { throw .smallerThanPatch(part, patchSize: patchSize) }
        return try checkedGrid(rows: part.height / patchSize, columns: part.width / patchSize, of: picture)
    }

    private func checkedGrid(rows: Int, columns: Int, of picture: PictureSize) throws(PatchError) -> PatchGrid {
        let limit = min(maximumPatches, PatchGrid.maximumCount)
        guard rows <= limit, columns <= limit, rows * columns <= limit else {
            throw .tooManyPatches(rows: rows, columns: columns, picture: picture, limit: limit)
        }
        return PatchGrid(rows: rows, columns: columns, patchSize: patchSize)
    }

    /// What each of the 256 levels of each channel becomes.
    ///
    /// Rounded where transformers rounds: its `rescale` multiplies in Double and keeps a Float, its `normalize`
    /// subtracts and divides Floats. torchvision divides a Float by 255, which is the same Float for every level.
    private func channelLevels() -> [Float] {
        zip(mean, standardDeviation).flatMap { mean, deviation in
            (0..<256).map { (Float(Double($0) * rescaleFactor) - mean) / deviation }
        }
    }
}
