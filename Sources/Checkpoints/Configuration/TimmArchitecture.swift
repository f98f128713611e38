import Tensors

/// What the name of a model in timm implies and its tensors do not show. Sizes are not among it.
///
/// The rules were read off timm 1.0.31's Vision Transformers, EVA and BEiT by building each and looking at it.
struct TimmArchitecture {
    /// Such as `vit_small_patch14_reg4_dinov2`, without the tag behind a full stop.
    let name: String

    init(name: String) { self.name = String(name.prefix { $0 != "." }) }

    private func has(_ part: String) -> Bool { name.contains(part) }
    private func begins(_ part: String) -> Bool { name.hasPrefix(part) }

    var family: ModelConfiguration.Family {
        if begins("eva02") { return .eva02 }
        if begins("beit") && !begins("beit3") { return .beit }
        if begins("deit") { return .deit }
        if has("dinov3") { return .dinov3 }
        if has("dinov2") { return has("_reg") ? .dinov2WithRegisters : .dinov2 }
        if has("siglip") { return .siglip }
        return has("clip") ? .clip : .vit
    }

    /// Whether norms come behind each half of a block; the weights have the same names either way.
    var isPostNorm: Bool { has("_rpn_") || begins("eva02_enormous") }

    /// 10⁻⁵ is PyTorch's own, which models from CLIP and DINOv3 keep; timm's Vision Transformers have 10⁻⁶.
    var epsilon: Double {
        let keepsOwn = has("dinov3") || has("lingbot") || begins("vit_pe_") || begins("beit3")
        return keepsOwn || (begins("vit_") && has("_clip")) ? 1e-5 : 1e-6
    }

    var activation: Activation {
        if has("quickgelu") { return .quickGELU }
        let later = ["base_patch32_siglip", "giantopt", "large_patch16_siglip_512", "large_patch16_siglip_gap_512"]
        return later.contains(where: has) || has("so400m_patch16_siglip") ? .geluTanh : .gelu
    }

    /// `global_pool`, which checkpoints saved by timm say themselves.
    var pooling: String? {
        if begins("eva02") { return has("clip") ? "token" : "avg" }
        if begins("beit") || has("_gap") || has("dinov3") { return "avg" }
        return has("siglip") || begins("vit_pe_core") ? "map" : nil
    }

    /// The ViTs with rotary embeddings and registers have EVA-02's.
    var rotary: ModelConfiguration.Positions.Rotary? {
        if has("dinov3") || has("lingbot") { return .centered(theta: 100) }
        if begins("eva02") || has("_rope_reg") {
            return .counted(theta: 10_000, reference: .init(rows: 16, columns: 16), offset: 0, columnFirst: false)
        }
        return has("_rope_") ? .counted(theta: 100, reference: nil, offset: 0, columnFirst: true) : nil
    }

    /// Heads by the size that is part of the name; the first that fits counts.
    private static let headCounts = [
        ("tiny", 3), ("xsmall", 4), ("small", 6), ("wee", 4), ("little", 5), ("medium", 8), ("betwixt", 10),
        ("so150m2", 13), ("so150m", 14), ("so400m", 16), ("base_patch16_gap", 16), ("base_patch16_plus", 14),
        ("base_patch32_plus", 14), ("base", 12), ("large", 16), ("huge_plus", 20), ("huge", 16), ("giantopt", 16),
        ("giant_patch14_dinov2", 24), ("giant_patch14_reg", 24), ("giant_patch16_lingbot", 24), ("giant", 16),
        ("gigantic", 16), ("7b", 32),
    ]

    /// As the architecture of this name is built.
    var headCount: Int? { Self.headCounts.first { has("_" + $0.0) }?.1 }

    /// Without a name: heads have 64 channels, but in these widths.
    static func headCount(of hiddenSize: Int) -> Int? {
        let others = [1152: 16, 1280: 16, 1408: 16, 1664: 16, 4096: 32]
        return others[hiddenSize] ?? (hiddenSize.isMultiple(of: 64) ? hiddenSize / 64 : nil)
    }
}
