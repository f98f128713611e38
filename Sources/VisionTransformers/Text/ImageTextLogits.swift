public import Tensors

/// How well texts fit pictures: the cosine of their features, scaled as the model learnt to (Radford et al. 2021).
///
///     let logits = ImageTextLogits(images: imageFeatures, texts: try text.features(of: labels), scale: scale)
///     logits.probabilities  // (images, texts): of the texts, which one the picture is of
public struct ImageTextLogits: Sendable {
    /// (images, texts): `logits_per_image`.
    public let values: Tensor

    /// - Parameters:
    ///   - images: (images, projection), of any length: `VisionTransformer.imageFeatures(_:)`, one a row.
    ///   - texts: (texts, projection), of any length: `CLIPTextEncoder.features(of:)`.
    ///   - scale: `CLIPTextEncoder.logitScale`.
    ///   - bias: `CLIPTextEncoder.logitBias`.
    public init(images: Tensor, texts: Tensor, scale: Float, bias: Float = 0) {
        precondition(
            images.shape.rank == 2 && texts.shape.rank == 2 && images.shape[1] == texts.shape[1],
            "features of pictures \(images.shape) and of texts \(texts.shape) are of different models")
        let channels = images.shape[1]
        let (imageLengths, textLengths) = (Self.lengths(images), Self.lengths(texts))
        values = Tensor([images.shape[0], texts.shape[0]], in: images.workspace) { output in
            let (images, texts) = (images.span, texts.span)
            for (row, imageLength) in imageLengths.enumerated() {
                for (column, textLength) in textLengths.enumerated() {
                    var product: Double = 0
                    for channel in 0..<channels {
                        product += Double(images[row * channels + channel]) * Double(texts[column * channels + channel])
                    }
                    let cosine = product / (imageLength * textLength)
                    output[row * textLengths.count + column] = Float(cosine * Double(scale) + Double(bias))
                }
            }
        }
    }

    /// The Euclidean length of each row.
    private static func lengths(_ features: Tensor) -> [Double] {
        let channels = features.shape[1]
        let elements = features.elements
        return (0..<features.shape[0]).map { row in
            elements[row * channels..<(row + 1) * channels].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        }
    }

    /// Of the texts, how probably each is the one that belongs to a picture: a softmax over each picture's logits.
    /// (images, texts), each row summing to 1.
    public var probabilities: Tensor {
        let (rows, columns) = (values.shape[0], values.shape[1])
        return Tensor(values.shape, in: values.workspace) { output in
            let logits = values.span
            for row in 0..<rows {
                let places = row * columns..<(row + 1) * columns
                // The largest is subtracted before exp, which would overflow; the quotient is the same.
                let largest = places.reduce(-Double.infinity) { max($0, Double(logits[$1])) }
                let sum = places.reduce(0) { $0 + ElementaryFunction.exponential(Double(logits[$1]) - largest) }
                for place in places {
                    output[place] = Float(ElementaryFunction.exponential(Double(logits[place]) - largest) / sum)
                }
            }
        }
    }
}
