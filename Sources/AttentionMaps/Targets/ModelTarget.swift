import Tensors
public import VisionTransformers

/// A target that was found to be one of a model's, before any picture: its class has a number, its text a feature.
public struct ModelTarget: Sendable {
    /// As it was asked for, or what stands for nothing asked.
    public let target: GradientTarget
    package let output: OutputTarget

    /// A target that is resolved already.
    package init(_ target: GradientTarget, output: OutputTarget) {
        self.target = target
        self.output = output
    }

    /// - Parameters:
    ///   - target: nil for the class that is predicted where the model is a classifier, its feature elsewhere.
    ///   - model: whose gradients will be taken.
    ///   - textEncoder: for a text; it is run here, once.
    public init(
        _ target: GradientTarget?, of model: VisionTransformer, textEncoder: CLIPTextEncoder? = nil
    ) throws(TargetError) {
        self.target = target ?? (model.isClassifier ? .predicted : .feature)
        output =
            switch self.target {
            case .classNumber(let number): try Self.logit(number, of: self.target, model)
            case .label(let name): try Self.logit(named: name, of: self.target, model)
            case .predicted: try Self.predicted(model)
            case .feature: .feature
            case .text(let text): try Self.text(text, of: self.target, model, textEncoder)
            }
    }

    /// Whether this model has what the target is of, which it has if it is the one the target was made for.
    func check(_ model: VisionTransformer, for method: MethodName) throws(MethodError) {
        let instead = "--target feature"
        switch output {
        case .logit(let number):
            guard number < model.labels.count else {
                throw .notWithThisModel(method, needs: "a classifier with a class \(number)", instead: instead)
            }
        case .predictedLogit:
            guard model.isClassifier else {
                throw .notWithThisModel(method, needs: "a classifier", instead: instead)
            }
        case .text(let direction):
            guard model.projectionSize == direction.channels else {
                throw .notWithThisModel(method, needs: "a space that the text shares", instead: instead)
            }
        case .feature: break
        }
    }

    /// Whether it is a text, for which CLIP's own notebook looks at the last layer alone.
    var isText: Bool {
        if case .text = output { true } else { false }
    }
}

extension ModelTarget {
    private static func logit(
        _ number: Int, of target: GradientTarget, _ model: VisionTransformer
    ) throws(TargetError) -> OutputTarget {
        guard model.isClassifier else { throw .noClassifier(target) }
        let count = model.labels.count
        guard number >= 0, number < count else { throw .noSuchClass(number, classCount: count) }
        return .logit(number)
    }

    private static func logit(
        named name: String, of target: GradientTarget, _ model: VisionTransformer
    ) throws(TargetError) -> OutputTarget {
        guard model.isClassifier else { throw .noClassifier(target) }
        switch LabelSearch(for: name, in: model.labels) {
        case .found(let place): return .logit(place)
        case .several(let classes): throw .ambiguousLabel(name, classes: classes)
        case .none(let nearest): throw .noSuchLabel(name, nearest: nearest)
        }
    }

    private static func predicted(_ model: VisionTransformer) throws(TargetError) -> OutputTarget {
        guard model.isClassifier else { throw .noClassifier(.predicted) }
        return .predictedLogit
    }

    private static func text(
        _ text: String, of target: GradientTarget, _ model: VisionTransformer, _ encoder: CLIPTextEncoder?
    ) throws(TargetError) -> OutputTarget {
        guard let channels = model.projectionSize else { throw .noTextSpace(target) }
        guard let encoder else { throw .noTextEncoder(target) }
        let feature: Tensor
        do throws(EncodingError) { feature = try encoder.features(of: [text]) } catch { throw .encoding(error) }
        guard feature.count == channels else {
            throw .otherTextSpace(text: feature.count, picture: channels)
        }
        // Where a checkpoint has the text encoder alone, y is the cosine itself: maps differ by a factor.
        return .text(
            TextDirection(feature: feature, scale: encoder.logitScale ?? 1, bias: encoder.logitBias ?? 0))
    }
}
