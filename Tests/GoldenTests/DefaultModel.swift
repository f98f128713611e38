import PatchLens
import TestSupport

/// The default model, loaded once for all tests that need its weights, and the sample pictures by name.
enum DefaultModel {
    static let model = Result { try VisionTransformer(named: "dinov2-small") }

    static func picture(_ name: String) throws -> Picture {
        try Picture(contentsOf: "\(ProjectPaths.images)/\(name)")
    }

    /// The golden file and the picture that it was made of.
    static let samples = [
        ("astronaut", "astronaut.png"), ("chelsea", "chelsea.png"), ("coffee", "coffee.png"),
        ("rocket", "rocket.jpg"),
    ]
}
