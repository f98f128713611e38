public import AttentionMaps
public import Checkpoints
public import VisionTransformers

/// Which methods make maps of every picture, with their options: as a user asks, before there is a model.
public struct MethodRequest: Sendable {
    /// In the order of their outputs, each once.
    public var methods: [MethodName]
    /// For methods with a map for each layer.
    public var layers: LayerSelection
    /// For those, and how heads become one in rollouts.
    public var heads: HeadChoice
    /// What attention and similarity are asked from, each once; the class token if there are none.
    public var queries: [MethodQuery]
    /// The part of a layer's smallest values that rollouts set to zero; nil for what each published.
    public var discardRatio: Double?
    /// What gradients are taken of; nil for the predicted class of a classifier and the feature of any other model.
    public var target: GradientTarget?
    /// Whether principal components are those of the foreground.
    public var splitsForeground: Bool
    /// Whether object discovery subtracts the Keys' mean; false for what was published, for DINO.
    public var centersKeys: Bool

    /// Class attention of the last layer, its heads made one, unless told otherwise.
    public init(
        _ methods: [MethodName] = [.attention], layers: LayerSelection = .last, heads: HeadChoice = .fused(.mean),
        queries: [MethodQuery] = [], discardRatio: Double? = nil, target: GradientTarget? = nil,
        splitsForeground: Bool = false, centersKeys: Bool = true
    ) {
        precondition(!methods.isEmpty, "no method")
        self.methods = methods
        self.layers = layers
        self.heads = heads
        let asked = queries.isEmpty ? [.place(.classToken)] : queries
        self.queries = asked.enumerated().filter { !asked[..<$0.offset].contains($0.element) }.map(\.element)
        self.discardRatio = discardRatio
        self.target = target
        self.splitsForeground = splitsForeground
        self.centersKeys = centersKeys
    }

    /// Whether the model has to be one that gradients can be taken of.
    public var needsGradients: Bool { methods.contains(where: \.takesTarget) }

    /// The methods with a model's own numbers for layers and heads: their outputs have names, and the weights are not
    /// needed yet.
    public func planned(for configuration: ModelConfiguration) throws(MethodRequestError) -> [PlannedMethod] {
        let maps: MapSelection
        do throws(EncodingError) {
            maps = try MapSelection(
                layers: layers, heads: heads, layerCount: configuration.layerCount,
                headCount: configuration.headCount)
        } catch {
            throw .selection(error)
        }
        var planned: [PlannedMethod] = []
        for method in methods { planned.append(try plan(method, maps)) }
        return planned
    }

    private func plan(_ method: MethodName, _ maps: MapSelection) throws(MethodRequestError) -> PlannedMethod {
        switch method {
        case .attention: .made(TokenAttention(from: try places(for: method), in: maps))
        case .received: .made(ReceivedAttention(in: maps))
        case .entropy: .made(AttentionEntropy(in: maps))
        case .distance: .made(AttentionDistance(in: maps))
        case .rollout: try rollout(method, .paper)
        case .rolloutVitExplain: try rollout(method, .vitExplain)
        case .rolloutVitExplainFixed: try rollout(method, .vitExplainFixed)
        case .gradientRollout, .relevance, .attentionGradient, .gradCAM: gradient(method, maps)
        case .similarity: similarity()
        case .pca: .made(PrincipalColors(splitsForeground: splitsForeground))
        case .lost: .made(LOST(centersKeys: centersKeys))
        case .tokenCut: .made(TokenCut(centersKeys: centersKeys))
        case .saliency:
            PlannedMethod(names: [MapName(method: method)]) { parts in Saliency(decoder: try parts.saliencyDecoder()) }
        }
    }

    private func rollout(_ method: MethodName, _ rule: AttentionRollout.Rule) throws(MethodRequestError)
        -> PlannedMethod
    {
        guard case .fused(let fusion) = heads else { throw .needsFusedHeads(method, heads) }
        return .made(AttentionRollout(by: rule, fusing: fusion, discardRatio: discardRatio))
    }

    private func gradient(_ method: MethodName, _ maps: MapSelection) -> PlannedMethod {
        let (target, discardRatio) = (target, discardRatio)
        let names = method == .attentionGradient ? maps.names(of: method) : [MapName(method: method)]
        return PlannedMethod(names: names) { parts in
            let target = try parts.modelTarget(target)
            switch method {
            case .gradientRollout: return GradientRollout(of: target, discardRatio: discardRatio ?? 0.9)
            case .relevance: return Relevance(of: target)
            case .attentionGradient: return AttentionGradient(of: target, in: maps)
            default: return GradCAM(of: target)
            }
        }
    }

    private func similarity() -> PlannedMethod {
        let queries = queries
        // What outputs are called depends on the texts alone, and not on their features.
        let named = TokenSimilarity(
            to: queries.map { query in
                switch query {
                case .place(let place): .place(place)
                case .text(let text): .text(text, features: [])
                }
            })
        return PlannedMethod(names: named.names) { parts in
            TokenSimilarity(to: try parts.similarityReferences(queries))
        }
    }

    private func places(for method: MethodName) throws(MethodRequestError) -> [QueryPlace] {
        var places: [QueryPlace] = []
        for query in queries {
            guard case .place(let place) = query else { throw .needsPlaces(method, query) }
            places.append(place)
        }
        return places
    }
}
