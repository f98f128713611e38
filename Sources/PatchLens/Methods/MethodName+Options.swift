public import AttentionMaps

/// Which options a method heeds: one that no method of a run heeds is a mistake.
extension MethodName {
    /// A map for each of some layers and heads.
    public var takesLayersAndHeads: Bool {
        switch self {
        case .attention, .received, .entropy, .distance, .attentionGradient: true
        default: false
        }
    }

    /// How the heads of every layer become one matrix.
    public var takesFusion: Bool {
        switch self {
        case .rollout, .rolloutVitExplain, .rolloutVitExplainFixed: true
        default: takesLayersAndHeads
        }
    }

    /// Places on the picture that are asked from.
    public var takesQueries: Bool { self == .attention || self == .similarity }

    /// A part of the smallest values of every layer that is set to zero.
    public var takesDiscardRatio: Bool {
        switch self {
        case .rollout, .rolloutVitExplain, .rolloutVitExplainFixed, .gradientRollout: true
        default: false
        }
    }

    /// Something to take gradients of.
    public var takesTarget: Bool {
        switch self {
        case .gradientRollout, .relevance, .attentionGradient, .gradCAM: true
        default: false
        }
    }

    /// Maps that are drawn as heat, of which parts can be blanked.
    public var drawsHeat: Bool {
        switch self {
        case .pca, .lost, .tokenCut: false
        default: true
        }
    }

    /// Maps with a value for each token, among which outliers can be masked; the saliency decoder's cells are finer.
    public var takesOutliers: Bool { drawsHeat && self != .saliency }

    /// Whether it finds objects, with a box around each.
    public var findsObjects: Bool { self == .lost || self == .tokenCut }
}
