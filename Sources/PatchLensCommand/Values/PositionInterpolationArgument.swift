import ArgumentParser
import PatchLens

/// Whose recipe resizes position embeddings.
enum PositionInterpolationArgument: String, CaseIterable, ExpressibleByArgument {
    case huggingFace = "hf"
    case original
    case timm

    /// The library's recipe; that of models with registers is the same in all three.
    func recipe(for model: ModelConfiguration) -> PositionInterpolation {
        if model.family == .dinov2WithRegisters { return .antialiased }
        switch self {
        case .huggingFace: return .bicubic
        case .original: return .bicubicByScale
        case .timm: return .antialiased
        }
    }
}
