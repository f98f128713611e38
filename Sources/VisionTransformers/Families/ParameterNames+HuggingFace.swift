import Checkpoints

extension ParameterNames {
    /// The table of a naming.
    init(_ naming: WeightNaming) {
        switch naming {
        case .huggingFace: self = .huggingFace
        case .huggingFaceDINOv3: self = .huggingFaceDINOv3
        case .huggingFaceCLIP: self = .huggingFaceCLIP
        case .timm: self = .timm
        case .openCLIP: self = .openCLIP
        }
    }

    /// transformers' ViT, DeiT, ViTMAE, DINOv2 and BEiT. The second names are those that transformers 5 has in memory;
    /// it still writes the first.
    static let huggingFace = ParameterNames(
        classToken: ["embeddings.cls_token"],
        distillationToken: ["embeddings.distillation_token"],
        registerTokens: ["embeddings.register_tokens"],
        positions: ["embeddings.position_embeddings"],
        sharedRelativeBias: [
            "encoder.relative_position_bias.relative_position_bias_table",
            "shared_position_bias.relative_position_bias_table",
        ],
        patchProjection: ["embeddings.patch_embeddings.projection"],
        norm: ["layernorm"],
        pooledNorm: ["pooler.layernorm"],
        pooler: ["pooler.dense"],
        classifier: ["classifier", "cls_classifier"],
        distillationClassifier: ["distillation_classifier"],
        blocks: ["encoder.layer", "layers"],
        block: BlockNames(
            norm1: ["norm1", "layernorm_before"],
            query: ["attention.attention.query", "attention.q_proj"],
            key: ["attention.attention.key", "attention.k_proj"],
            value: ["attention.attention.value", "attention.v_proj"],
            attentionProjection: ["attention.output.dense", "attention.o_proj"],
            norm2: ["norm2", "layernorm_after"],
            expansion: ["mlp.fc1", "intermediate.dense", "mlp.up_proj"],
            gate: ["mlp.gate_proj"],
            gateAndValue: ["mlp.weights_in"],
            contraction: ["mlp.fc2", "output.dense", "mlp.weights_out", "mlp.down_proj"],
            relativeBias: [
                "attention.attention.relative_position_bias.relative_position_bias_table",
                "relative_position_bias.relative_position_bias_table",
            ],
            scale1: ["layer_scale1.lambda1", "lambda_1"],
            scale2: ["layer_scale2.lambda1", "lambda_2"]),
        ignored: ["mask_token", "relative_position_index"],
        // BeitForMaskedImageModeling has a norm of its own beside the encoder.
        beside: ["decoder.", "lm_head.", "layernorm."])

    /// transformers' DINOv3.
    static let huggingFaceDINOv3 = ParameterNames(
        classToken: ["embeddings.cls_token"],
        registerTokens: ["embeddings.register_tokens"],
        patchProjection: ["embeddings.patch_embeddings"],
        norm: ["norm"],
        classifier: ["classifier"],
        blocks: ["layer", "model.layer"],
        block: BlockNames(
            norm1: ["norm1"],
            query: ["attention.q_proj"],
            key: ["attention.k_proj"],
            value: ["attention.v_proj"],
            attentionProjection: ["attention.o_proj"],
            norm2: ["norm2"],
            expansion: ["mlp.up_proj"],
            gate: ["mlp.gate_proj"],
            contraction: ["mlp.down_proj"],
            scale1: ["layer_scale1.lambda1"],
            scale2: ["layer_scale2.lambda1"]),
        ignored: ["mask_token", "inv_freq"])

    /// transformers' CLIP and SigLIP; `pre_layrnorm` is spelt so there.
    static let huggingFaceCLIP = ParameterNames(
        classToken: ["embeddings.class_embedding"],
        positions: ["embeddings.position_embedding.weight"],
        patchProjection: ["embeddings.patch_embedding"],
        preNorm: ["pre_layrnorm", "pre_layernorm"],
        norm: ["post_layernorm"],
        pooledNorm: ["post_layernorm"],
        classifier: ["classifier"],
        projection: ["visual_projection.weight"],
        blocks: ["encoder.layers"],
        block: BlockNames(
            norm1: ["layer_norm1"],
            query: ["self_attn.q_proj"],
            key: ["self_attn.k_proj"],
            value: ["self_attn.v_proj"],
            attentionProjection: ["self_attn.out_proj"],
            norm2: ["layer_norm2"],
            expansion: ["mlp.fc1"],
            contraction: ["mlp.fc2"]),
        pooling: PoolingNames(
            probe: ["head.probe"],
            queryKeyValueWeight: ["head.attention.in_proj_weight"],
            queryKeyValueBias: ["head.attention.in_proj_bias"],
            projection: ["head.attention.out_proj"],
            norm: ["head.layernorm"],
            expansion: ["head.mlp.fc1"],
            contraction: ["head.mlp.fc2"]),
        ignored: ["position_ids"],
        beside: ["text_model.", "text_projection.", "logit_scale", "logit_bias"])
}
