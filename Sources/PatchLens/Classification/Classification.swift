public import ImageDecoding
public import Tensors
public import VisionTransformers

/// Takes one picture from its file to what a classifier sees on it.
public struct Classification: Sendable {
    /// The model, which has a classifier.
    public let model: VisionTransformer
    /// How files become patches.
    public let reading: PictureReading
    /// How many classes are told, the most probable first.
    public let count: Int

    /// The way of every picture of a run; an error for a model without a classifier.
    public init(
        model: VisionTransformer, reading: PictureReading, count: Int = 5
    ) throws(ClassificationError) {
        guard model.isClassifier else { throw .noClassifier(family: model.configuration.family.rawValue) }
        self.model = model
        self.reading = reading
        self.count = count
    }

    /// One picture's classes, in the report.
    public func callAsFunction(_ picture: PlannedPicture, in workspace: Workspace) -> PictureReport {
        var job = PictureJob(picture, in: workspace)
        do throws(PictureFailure) {
            let patches = try job.patches(reading, for: model)
            let labels = try job.measure(\.encoding, .encode) { try self.labels(of: patches) }
            return job.done(finding: .labels(labels))
        } catch {
            return job.failed(error)
        }
    }

    /// The most probable classes of a picture that is cut already.
    public func labels(of patches: Patches) throws(EncodingError) -> [LabelScore] {
        guard let tokens = try model.encode(patches, recording: .tokens).tokens, let logits = model.logits(tokens)
        else { preconditionFailure("tokens were recorded, and the model has a classifier") }
        guard logits.isFinite else { throw .notFinite(layer: model.layerCount - 1) }
        return LabelScore.best(count, of: logits, labels: model.labels)
    }
}

/// Why a model cannot classify.
public enum ClassificationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// It has no classifier; what it is.
    case noClassifier(family: String)

    /// One sentence for the user.
    public var description: String {
        switch self {
        case .noClassifier(let family):
            "the model (\(family)) has no classification head; a checkpoint saved as …ForImageClassification by "
                + "transformers has one, or by timm with num_classes above 0"
        }
    }
}
