import PatchLens

/// A model's architecture as a tree, a part a line with its shape: (outputs, inputs) of linear maps, (tokens, channels)
/// of embeddings.
struct ModelTree {
    private let model: ModelConfiguration

    init(of model: ModelConfiguration) { self.model = model }

    private struct Node {
        let title: String
        var children: [Node] = []

        init(_ name: String, _ value: String = "", _ children: [Node] = []) {
            title = value.isEmpty ? name : name + String(repeating: " ", count: max(1, 20 - name.count)) + value
            self.children = children
        }

        func lines(first: String = "", rest: String = "") -> [String] {
            [first + title]
                + children.enumerated().flatMap { place, child in
                    let isLast = place == children.count - 1
                    return child.lines(first: rest + (isLast ? "└─ " : "├─ "), rest: rest + (isLast ? "   " : "│  "))
                }
        }
    }

    /// For people.
    var lines: [String] { Node("\(model.family.rawValue), names of \(naming)", "", parts).lines() }

    private var channels: Int { model.hiddenSize }

    private var naming: String {
        switch model.naming {
        case .huggingFace, .huggingFaceDINOv3, .huggingFaceCLIP: "Hugging Face"
        case .timm: "timm and the original repositories"
        case .openCLIP: "OpenAI and open_clip"
        }
    }

    private var parts: [Node] {
        let side = model.patchSize
        let patches = Node(
            "patch embedding",
            "\(shape(channels, 3 * side * side))\(model.hasPatchBias ? "" : ", no bias"), \(side)×\(side) pixels")
        let preNorm = model.hasPreNorm ? [norm("norm")] : []
        let blocks = Node("encoder block", "\(model.layerCount) times", block)
        return [patches] + prefixTokens + positions + preNorm + [blocks] + output
    }

    private var prefixTokens: [Node] {
        let prefix = model.prefix
        return [
            ("class token", prefix.hasClassToken ? 1 : 0), ("distillation token", prefix.hasDistillationToken ? 1 : 0),
            ("register tokens", prefix.registerCount),
        ].filter { $0.1 > 0 }.map { Node($0.0, shape($0.1, channels)) }
    }

    private var positions: [Node] {
        var nodes: [Node] = []
        if let learned = model.positions.learned {
            let count = learned.prefixCount + learned.rows * learned.columns
            nodes.append(
                Node(
                    "position embedding",
                    "\(shape(count, channels)), \(learned.rows)×\(learned.columns) patches, \(recipe(learned))"))
        }
        if let rotary = model.positions.rotary { nodes.append(Node("rotary positions", text(rotary))) }
        if let bias = model.positions.relativeBias {
            let offsets = (2 * bias.rows - 1) * (2 * bias.columns - 1) + 3
            nodes.append(
                Node(
                    "relative bias",
                    shape(offsets, model.headCount) + (bias.isShared ? ", of all blocks" : ", of each block")))
        }
        return nodes
    }

    private func recipe(_ learned: ModelConfiguration.Positions.Learned) -> String {
        switch learned.interpolation {
        case .bicubic: "resized bicubically"
        case .bicubicByScale: "resized bicubically by (n + 0.1) ⁄ side"
        case .antialiased: "resized bicubically with antialiasing"
        }
    }

    private func text(_ rotary: ModelConfiguration.Positions.Rotary) -> String {
        switch rotary {
        case .centered(let theta): "patch centres from −1 to 1, base \(theta)"
        case .counted(let theta, let reference, _, _):
            "patches counted, base \(theta)" + (reference.map { ", scaled to \($0.rows)×\($0.columns)" } ?? "")
        }
    }

    private var block: [Node] {
        let scale = model.hasLayerScale ? [Node("layer scale", shape(channels))] : []
        return [norm("norm 1"), Node("self-attention", "\(model.headCount) heads of \(model.headSize)", attention)]
            + scale
            + [norm("norm 2"), Node("feed-forward", model.feedForward.isGated ? "gated" : "", feedForward)] + scale
    }

    private var attention: [Node] {
        let parts = model.attention
        let norms = parts.normalizesQueriesAndKeys ? [norm("Query and Key norm", model.headSize)] : []
        let inner = parts.hasInnerNorm ? [norm("inner norm")] : []
        return [
            linear("Query", channels, channels, parts.hasQueryBias),
            linear("Key", channels, channels, parts.hasKeyBias),
            linear("Value", channels, channels, parts.hasValueBias),
        ] + norms + inner + [linear("projection", channels, channels, parts.hasProjectionBias)]
    }

    private var feedForward: [Node] {
        let parts = model.feedForward
        let inner = parts.hasInnerNorm ? [norm("inner norm", parts.size)] : []
        let gate = parts.isGated ? [linear("gate", parts.size, channels, parts.hasBias)] : []
        return gate + [linear(parts.isGated ? "value" : "expansion", parts.size, channels, parts.hasBias)]
            + [Node("activation", "\(parts.activation)")] + inner
            + [linear("contraction", channels, parts.size, parts.hasBias)]
    }

    private var output: [Node] {
        let output = model.output
        let pooledNorm = output.hasPooledNorm ? [norm("pooled norm")] : []
        return (output.hasTokenNorm ? [norm("norm")] : []) + [Node("pooled output", output.pooling.rawValue)]
            + pooledNorm
            + (model.labels.isEmpty ? [] : [Node("classifier", "\(model.labels.count) labels")])
    }

    private func norm(_ name: String, _ size: Int? = nil) -> Node {
        Node(name, "\(shape(size ?? channels)), ε \(model.layerNormEpsilon)")
    }

    private func linear(_ name: String, _ outputs: Int, _ inputs: Int, _ hasBias: Bool) -> Node {
        Node(name, shape(outputs, inputs) + (hasBias ? "" : ", no bias"))
    }

    private func shape(_ extents: Int...) -> String { "(" + extents.map(String.init).joined(separator: ", ") + ")" }
}
