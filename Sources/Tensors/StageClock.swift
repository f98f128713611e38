internal import CKernels

/// The steps of the encoder whose time can be told apart.
package enum KernelStage: CaseIterable, Sendable {
    case norm, rounding, products, gelu, attention, propagation

    fileprivate var raw: patchlens_stage {
        switch self {
        case .norm: patchlens_stage_norm
        case .rounding: patchlens_stage_rounding
        case .products: patchlens_stage_product
        case .gelu: patchlens_stage_gelu
        case .attention: patchlens_stage_attention
        case .propagation: patchlens_stage_propagation
        }
    }
}

/// Tells where the kernels' time goes.
package enum StageClock {
    /// What all threads together spent in each stage while `work` ran.
    ///
    /// The clocks are the process's: nothing else may run at the same time, another measurement least of all.
    package static func measure(_ work: () throws -> Void) rethrows -> [KernelStage: Duration] {
        patchlens_stage_clock_start()
        defer { patchlens_stage_clock_stop() }
        try work()
        return Dictionary(
            uniqueKeysWithValues: KernelStage.allCases.map {
                ($0, .nanoseconds(patchlens_stage_nanoseconds($0.raw)))
            })
    }
}
