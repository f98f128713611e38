import Tensors

extension Activation {
    /// The derivative at x, in double; φ and Φ are the normal distribution's density and cumulative function.
    func slope(at x: Double) -> Double {
        switch self {
        case .gelu: Self.cumulative(x) + x * Self.density(x)
        case .geluTanh: Self.slopeOfTanhGELU(at: x)
        case .quickGELU: Self.slopeOfLogisticUnit(at: x, steepness: 1.702)
        case .silu: Self.slopeOfLogisticUnit(at: x, steepness: 1)
        case .relu: x > 0 ? 1 : 0
        }
    }

    private static func density(_ x: Double) -> Double {
        ElementaryFunction.exponential(-x * x / 2) / (2 * Double.pi).squareRoot()
    }

    private static func cumulative(_ x: Double) -> Double {
        0.5 * (1 + ElementaryFunction.errorFunction(x / 2.0.squareRoot()))
    }

    /// ½ x (1 + tanh u) with u = √(2/π) (x + 0.044715 x³).
    private static func slopeOfTanhGELU(at x: Double) -> Double {
        let factor = (2 / Double.pi).squareRoot()
        let tangent = ElementaryFunction.hyperbolicTangent(factor * (x + 0.044715 * x * x * x))
        return 0.5 * (1 + tangent) + 0.5 * x * (1 - tangent * tangent) * factor * (1 + 3 * 0.044715 * x * x)
    }

    /// x σ(kx): σ + k x σ (1 − σ).
    private static func slopeOfLogisticUnit(at x: Double, steepness: Double) -> Double {
        let logistic = 1 / (1 + ElementaryFunction.exponential(-steepness * x))
        return logistic * (1 + steepness * x * (1 - logistic))
    }
}
