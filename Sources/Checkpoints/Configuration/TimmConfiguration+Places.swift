import Tensors

/// Where the patches are: the size that a checkpoint was trained at, and what tells tokens their places.
extension TimmConfiguration {
    func places(
        patchSize: Int, prefix: ModelConfiguration.PrefixTokens
    ) throws(CheckpointError) -> (ImageSize, ModelConfiguration.Positions) {
        let announced = try announcedSize(patchSize: patchSize)
        let announcedGrid = announced.map {
            ModelConfiguration.GridSize(rows: $0.height / patchSize, columns: $0.width / patchSize)
        }
        var positions = ModelConfiguration.Positions()
        positions.learned = try learned(prefix: prefix, announced: announcedGrid)
        let learnedGrid = positions.learned.map { ModelConfiguration.GridSize(rows: $0.rows, columns: $0.columns) }
        positions.relativeBias = try relativeBias(announced: announcedGrid ?? learnedGrid)
        let biasGrid = positions.relativeBias.map { ModelConfiguration.GridSize(rows: $0.rows, columns: $0.columns) }
        positions.rotary = try rotary(hasOthers: positions != .init())
        let side = 224 / patchSize
        let grid = learnedGrid ?? biasGrid ?? announcedGrid ?? .init(rows: max(1, side), columns: max(1, side))
        let size = ImageSize(height: grid.rows * patchSize, width: grid.columns * patchSize)
        return (announced ?? size, positions)
    }

    /// `img_size` of timm's arguments, `input_size` (channels, height, width) of its preprocessing, or `image_size`.
    private func announcedSize(patchSize: Int) throws(CheckpointError) -> ImageSize? {
        let arguments = fields.object("model_args")
        if let arguments, arguments["img_size"] != nil {
            let size = try arguments.size("img_size", default: 224)
            guard min(size.height, size.width) >= patchSize else {
                throw arguments.invalid("img_size", expected: "at least a patch of \(patchSize) pixels")
            }
            return size
        }
        if fields["image_size"] != nil { return try fields.imageSize(default: 224, patchSize: patchSize) }
        if case .array(let input)? = fields.object("pretrained_cfg")?["input_size"], input.count == 3,
            let height = input[1].integer, let width = input[2].integer, height >= patchSize, width >= patchSize,
            ConfigurationFields.counts.contains(height), ConfigurationFields.counts.contains(width)
        {
            return ImageSize(height: height, width: width)
        }
        return nil
    }

    /// `pos_embed` (1, tokens, D), which has embeddings for all tokens in front of the patches, for the class token
    /// alone, or for none of them.
    private func learned(
        prefix: ModelConfiguration.PrefixTokens, announced: ModelConfiguration.GridSize?
    ) throws(CheckpointError) -> ModelConfiguration.Positions.Learned? {
        guard catalog.contains("pos_embed") else { return nil }
        let count = try shape("pos_embed", rank: 3)[1]
        let prefixCounts = [prefix.count, prefix.count - prefix.registerCount, 0]
        if let announced,
            let prefixCount = prefixCounts.first(where: { count - $0 == announced.rows * announced.columns })
        {
            return learned(rows: announced.rows, columns: announced.columns, prefixCount: prefixCount)
        }
        for prefixCount in prefixCounts where count > prefixCount {
            let side = squareRoot(of: count - prefixCount)
            if let side { return learned(rows: side, columns: side, prefixCount: prefixCount) }
        }
        throw .invalidValue(
            file: fields.file, key: "image_size",
            expected: "the size in pixels that \(count) positions were learnt for",
            found: announced.map { "\($0.rows)×\($0.columns) patches" } ?? "absent")
    }

    private func learned(rows: Int, columns: Int, prefixCount: Int) -> ModelConfiguration.Positions.Learned {
        .init(rows: rows, columns: columns, prefixCount: prefixCount, interpolation: interpolation)
    }

    private var interpolation: PositionInterpolation {
        if architecture != nil || catalog.contains("register_tokens") { return .antialiased }
        return catalog.contains("decoder_pos_embed") ? .bicubic : .bicubicByScale
    }

    /// A table of (2·rows − 1)·(2·columns − 1) + 3 biases for each head.
    private func relativeBias(
        announced: ModelConfiguration.GridSize?
    ) throws(CheckpointError) -> ModelConfiguration.Positions.RelativeBias? {
        let shared = "rel_pos_bias.relative_position_bias_table"
        let own = "blocks.0.attn.relative_position_bias_table"
        let isShared = catalog.contains(shared)
        guard isShared || catalog.contains(own) else { return nil }
        let offsets = try shape(isShared ? shared : own, rank: 2)[0] - 3
        if let announced, (2 * announced.rows - 1) * (2 * announced.columns - 1) == offsets {
            return .init(rows: announced.rows, columns: announced.columns, isShared: isShared)
        }
        guard let span = squareRoot(of: offsets), !span.isMultiple(of: 2) else {
            throw .invalidValue(
                file: fields.file, key: "image_size", expected: "the size in pixels of \(offsets) relative positions",
                found: announced.map { "\($0.rows)×\($0.columns) patches" } ?? "absent")
        }
        return .init(rows: (span + 1) / 2, columns: (span + 1) / 2, isShared: isShared)
    }

    /// As the architecture has it, changed as timm's arguments say; a model without any other positions is DINOv3's.
    private func rotary(hasOthers: Bool) throws(CheckpointError) -> ModelConfiguration.Positions.Rotary? {
        switch architecture?.rotary {
        case .centered(let theta):
            return .centered(theta: try arguments.positive("rope_temperature", default: theta))
        case .counted(let theta, let standard, let offset, let columnFirst):
            var reference = standard
            if arguments["ref_feat_shape"] != nil {
                let size = try arguments.size("ref_feat_shape", default: 1)
                reference = .init(rows: size.height, columns: size.width)
            }
            let indexing = try arguments.string("rope_grid_indexing", default: columnFirst ? "xy" : "ij")
            return .counted(
                theta: try arguments.positive("rope_temperature", default: theta), reference: reference,
                offset: try arguments.number("rope_grid_offset", default: offset), columnFirst: indexing == "xy")
        case nil: return hasOthers ? nil : .centered(theta: 100)
        }
    }

    private func squareRoot(of count: Int) -> Int? {
        guard count > 0 else { return nil }
        let side = Int(Double(count).squareRoot().rounded())
        return side * side == count ? side : nil
    }
}

extension ConfigurationFields {
    /// `act_layer` of timm's arguments, if somebody chose one.
    func timmActivation() throws(CheckpointError) -> Activation? {
        guard self["act_layer"] != nil else { return nil }
        let name = try string("act_layer", default: "")
        guard let activation = Activation(named: name) else {
            throw invalid("act_layer", expected: "one of \(Activation.names.keys.sorted().joined(separator: ", "))")
        }
        return activation
    }
}
