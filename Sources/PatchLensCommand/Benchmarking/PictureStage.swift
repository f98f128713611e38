import PatchLens

/// What becomes of a picture, in the order of its way from file to file.
enum PictureStage: String, CaseIterable {
    case decode, resize, patchify, embed, norm, rounding, products, gelu, attention, propagation
    /// Of the encoder, what has no clock of its own: threads that wait for others, memory, copies of what is recorded.
    case rest
    case overlay, png

    init(_ stage: KernelStage) {
        self =
            switch stage {
            case .norm: .norm
            case .rounding: .rounding
            case .products: .products
            case .gelu: .gelu
            case .attention: .attention
            case .propagation: .propagation
            }
    }
}

/// The median times of a picture's stages.
struct StageTable {
    /// What was taken through them.
    let photograph: Photograph
    /// In milliseconds; stages that the recording does not have are missing.
    let milliseconds: [PictureStage: Double]
    /// The picture's whole way, timed in one go and without the kernels' clocks.
    let whole: Double

    /// Each stage's median over passes that all had it.
    init(photograph: Photograph, passes: [[PictureStage: Double]], wholes: [Double]) {
        self.photograph = photograph
        var medians: [PictureStage: Double] = [:]
        for stage in PictureStage.allCases {
            let times = passes.compactMap { $0[stage] }.sorted()
            if !times.isEmpty { medians[stage] = times[times.count / 2] }
        }
        milliseconds = medians
        whole = wholes.sorted()[wholes.count / 2]
    }

    var sum: Double { milliseconds.values.reduce(0, +) }
}
