public import AttentionMaps
public import ImageDecoding
public import Tensors
public import VisionTransformers

/// Takes one picture from its file to how faithful each method's map of it is.
public struct PictureEvaluation: Sendable {
    /// The model whose score is asked for.
    public let model: VisionTransformer
    /// Which methods, and how.
    public let options: EvaluationOptions

    /// The way of every picture of a run; an error where a method does not work with the model. Methods that rank
    /// nothing are refused, too.
    public init(model: VisionTransformer, options: EvaluationOptions) throws {
        for method in options.methods {
            guard method.name != .pca else { throw EvaluationError.ranksNothing(.pca) }
            try method.check(model)
        }
        self.model = model
        self.options = options
    }

    /// One picture's curves, in the report.
    public func callAsFunction(_ picture: PlannedPicture, in workspace: Workspace) -> PictureReport {
        var job = PictureJob(picture, in: workspace)
        do throws(PictureFailure) {
            let patches = try job.patches(options.reading, for: model)
            let boxes = try job.measure(\.encoding, .input) {
                try options.boxes?.boxes(of: picture.input, size: patches.geometry.original)
            }
            let maps = try job.measure(\.encoding, .attention) { try self.maps(of: patches) }
            let found = try job.measure(\.encoding, .encode) {
                try faithfulness(of: maps, on: patches, boxes: boxes, seed: seed(of: picture.input))
            }
            return job.done(finding: .faithfulness(found))
        } catch {
            return job.failed(error)
        }
    }

    /// As `callAsFunction`, of a picture that is cut already.
    ///
    /// - Parameter seed: of the order at random.
    public func faithfulness(
        of patches: Patches, boxes: [ObjectBox]? = nil, seed: UInt64 = 0
    ) throws -> PictureFaithfulness {
        try faithfulness(of: maps(of: patches), on: patches, boxes: boxes, seed: seed)
    }

    private func maps(of patches: Patches) throws -> [AttentionMap?] {
        try options.methods.flatMap { try maps(by: $0, of: patches) }
    }

    /// As many as the method has names; all nil where it finds nothing on the picture, which says nothing of the other
    /// methods.
    private func maps(by method: any MapMethod, of patches: Patches) throws -> [AttentionMap?] {
        let finding: MethodFinding
        do throws(MethodError) { finding = try method(patches, in: model) } catch {
            guard case .nothingFound = error else { throw error }
            return EvaluationOptions.names(of: method).map { _ in nil }
        }
        guard finding.drawing != .colors else { throw EvaluationError.ranksNothing(method.name) }
        return finding.maps.map { $0.averaged(over: patches.geometry) }
    }

    private func faithfulness(
        of maps: [AttentionMap?], on patches: Patches, boxes: [ObjectBox]?, seed: UInt64
    ) throws(EncodingError) -> PictureFaithfulness {
        let measure = try Faithfulness(of: patches, in: model, options.faithfulness)
        var found: [PictureFaithfulness.MapFaithfulness?] = []
        for map in maps {
            guard let map else {
                found.append(nil)
                continue
            }
            let order = PatchOrder(descending: map)
            found.append(
                .init(
                    deletion: try measure.deletion(in: order), insertion: try measure.insertion(in: order),
                    isHit: boxes.map { map.points(into: $0) }))
        }
        let random = PatchOrder(random: patches.geometry.grid.count, seed: seed)
        found.append(
            .init(
                deletion: try measure.deletion(in: random), insertion: try measure.insertion(in: random), isHit: nil))
        return PictureFaithfulness(methods: found)
    }

    /// Of the run's seed and the picture's name, so that it does not depend on what other pictures there are: FNV-1a.
    private func seed(of input: PictureInput) -> UInt64 {
        input.name.utf8.reduce(0xCBF2_9CE4_8422_2325 ^ options.seed) { ($0 ^ UInt64($1)) &* 0x0100_0000_01B3 }
    }
}
