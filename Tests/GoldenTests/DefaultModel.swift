import PatchLens
import TestSupport

/// The default model, loaded once for all tests that need its weights, and the sample pictures by name.
enum DefaultModel {
    static let model = Result { try VisionTransformer(named: "dinov2-small") }

    private static let rounded = Dictionary(
        uniqueKeysWithValues: Precision.allCases.filter(\.isAvailable).map { precision in
            (precision, Result { try VisionTransformer(named: "dinov2-small", precision: precision) })
        })

    /// The same in less precision, which has to be available.
    static func model(in precision: Precision) throws -> VisionTransformer? { try rounded[precision]?.get() }

    static func picture(_ name: String) throws -> Picture {
        try Picture(contentsOf: "\(ProjectPaths.images)/\(name)")
    }

    /// The golden file and the picture that it was made of.
    static let samples = [
        ("astronaut", "astronaut.png"), ("chelsea", "chelsea.png"), ("coffee", "coffee.png"),
        ("rocket", "rocket.jpg"),
    ]
}
