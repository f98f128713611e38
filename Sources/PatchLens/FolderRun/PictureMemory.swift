import AttentionMaps
import ImageDecoding
public import VisionTransformers

/// What a picture takes on its way, in bytes: decoding, the model's picture, the encoder and the method, the drawing.
///
/// A sum of all that could be there at once, so that it bounds the truth. `MemoryNeedTests` holds it against the most
/// memory of processes. Measured with DINOv2 ViT-S/14, by one worker and by two: every method of `overlay` at 518² and,
/// as `heads` and `evaluate`, with eight thousand patches; and at 12, 48 and 80 megapixels baseline, progressive and
/// turned JPEGs, PNGs and every layout. Up to 30 % above the truth, and not below it by more than 2 %. More above it
/// are pictures that are decoded to fewer pixels, features that are not gathered, gradients of the last layer alone,
/// and evaluations of methods that take little.
public struct PictureMemory: Sendable {
    private let preprocessing: PicturePreprocessing
    private let model: VisionTransformer
    /// Beside decoding and resizing, with the model's geometry of a picture.
    private let work: @Sendable (PatchGeometry) -> Int

    private init(
        _ preprocessing: PicturePreprocessing, _ model: VisionTransformer,
        work: @escaping @Sendable (PatchGeometry) -> Int
    ) {
        self.preprocessing = preprocessing
        self.model = model
        self.work = work
    }

    /// What is drawn over a picture by these methods, one after the other.
    public static func drawing(_ options: OverlayOptions, by model: VisionTransformer) -> PictureMemory {
        var preprocessing = model.preprocessing
        preprocessing.shortSide = options.shortSide
        preprocessing.fit = options.fit
        preprocessing.maximumPatches = options.maximumPatches
        return PictureMemory(preprocessing, model) { geometry in
            let methods = options.methods.map { $0.memory(over: geometry.grid, in: model) }
            let drawn = options.style.drawnSize(of: geometry.original)
            let copies = drawn == geometry.original ? 0 : 2 * bytes(of: drawn)
            // A page of small drawings is at most some 4000 pixels a side, of which bands alone are there;
            // its cells are.
            let cells = [.grid, .methods].contains(options.style.layout) ? 48_000_000 : 0
            // Letters and lines are drawn before they are placed beside or below the picture, and rows are longer.
            let isFramed = options.style.legend || options.style.layout == .sideBySide
            return (methods.max() ?? 0) + copies + cells + (isFramed ? bytes(of: drawn) / 4 : 0)
        }
    }

    /// Features; as many more as may wait to be gathered for each worker.
    public static func features(_ options: FeatureOptions, by model: VisionTransformer) -> PictureMemory {
        PictureMemory(options.reading.preprocessing(for: model), model) { geometry in
            let tokens = model.tokenBytes(over: geometry.grid)
            return model.forwardBytes(over: geometry.grid) + 10 * tokens
        }
    }

    /// Classes.
    public static func classes(_ reading: PictureReading, by model: VisionTransformer) -> PictureMemory {
        PictureMemory(reading.preprocessing(for: model), model) { geometry in
            model.forwardBytes(over: geometry.grid) + 2 * model.tokenBytes(over: geometry.grid)
        }
    }

    /// What heads do.
    public static func heads(_ reading: PictureReading, by model: VisionTransformer) -> PictureMemory {
        PictureMemory(reading.preprocessing(for: model), model) { geometry in
            let grid = geometry.grid
            return model.forwardBytes(over: grid) + model.projectionBytes(over: grid, layers: model.layerCount)
                + 256 * model.rowBytes(over: grid)
        }
    }

    /// Curves: a map of each method, and the picture's patches as they are, without any, and partly so.
    public static func evaluation(
        _ options: EvaluationOptions, by model: VisionTransformer
    ) -> PictureMemory {
        PictureMemory(options.reading.preprocessing(for: model), model) { geometry in
            let grid = geometry.grid
            let values = grid.count * 3 * grid.patchSize * grid.patchSize * MemoryLayout<Float>.size
            let methods = options.methods.map { $0.memory(over: grid, in: model) }
            return (methods.max() ?? 0) + 6 * values
        }
    }

    /// What a picture takes.
    @Sendable
    public func need(_ picture: PictureNeed) -> Int {
        let decoding = picture.decodingBytes + Self.perPicture
        // What has no geometry is refused for that.
        guard let geometry = try? preprocessing.geometry(for: picture.original) else { return decoding }
        // Resizing goes by columns first, then by rows.
        let between = PictureSize(height: picture.original.height, width: geometry.resized.width)
        return decoding + Self.bytes(of: between) + 2 * Self.bytes(of: geometry.grid.size) + work(geometry)
    }

    private static func bytes(of size: PictureSize) -> Int { 3 * size.height * size.width }

    /// Reports, file buffers, and what the allocator keeps between.
    private static let perPicture = 12 << 20
}
