package import Tensors

/// The one number of a picture's output that is derived.
package enum OutputTarget: Sendable {
    /// A classifier's output before any softmax, by its place.
    case logit(Int)
    /// The largest of them, whichever it is.
    case predictedLogit
    /// How well a text fits.
    case text(TextDirection)
    /// The picture's own feature, along itself: y = f · f̂ with the unit vector f̂ = f ⁄ ‖f‖ held fixed, so that y is
    /// ‖f‖ and ∂y/∂f is f̂.
    ///
    /// It asks what makes the feature what it is, and needs no label (Crabbé and van der Schaar 2022, "Label-free
    /// explainability for unsupervised models", whose f · f(x) with f(x) held fixed is ‖f‖ times this). The feature is
    /// what the model compares pictures by: projected where there is a projection, the pooled output elsewhere. The
    /// cosine of f with itself would not do: its gradient is zero.
    case feature
}

/// A text in the space that pictures and texts share, and what a cosine becomes there.
package struct TextDirection: Sendable {
    /// (projection), of length 1
    let unit: [Double]
    /// What the cosine is multiplied by.
    let scale: Double
    /// What is added to it then.
    let bias: Double

    /// - Parameters:
    ///   - feature: (1, projection), of any length: `CLIPTextEncoder.features(of:)`.
    ///   - scale: `CLIPTextEncoder.logitScale`.
    ///   - bias: `CLIPTextEncoder.logitBias`.
    package init(feature: Tensor, scale: Float, bias: Float = 0) {
        unit = Vectors.unit(feature.elements.map(Double.init))
        self.scale = Double(scale)
        self.bias = Double(bias)
    }

    /// The channels of the space.
    package var channels: Int { unit.count }

    /// y = scale · cos(p, t) + bias, and ∂y/∂p = scale · (t̂ − cos(p, t) p̂) ⁄ ‖p‖, for a picture's projection p.
    func logit(of projection: [Double]) -> (value: Double, gradient: [Double]) {
        let length = Vectors.length(projection)
        let cosine = Vectors.dot(projection, unit) / length
        let gradient = zip(projection, unit).map { p, t in scale * (t - cosine * p / length) / length }
        return (scale * cosine + bias, gradient)
    }
}

/// Arithmetic on single vectors, in double.
enum Vectors {
    static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

    static func length(_ a: [Double]) -> Double { dot(a, a).squareRoot() }

    /// A vector of zeros stays one.
    static func unit(_ a: [Double]) -> [Double] {
        let length = length(a)
        return length > 0 ? a.map { $0 / length } : a
    }

    /// 1 at one place, 0 elsewhere.
    static func basis(_ place: Int, count: Int) -> [Double] {
        var vector = [Double](repeating: 0, count: count)
        vector[place] = 1
        return vector
    }
}
