extension ParameterNames {
    /// timm's ViT, EVA and BEiT, and the repositories of DINO, DINOv2, DINOv3, MAE and BEiT, which share most names.
    static let timm = ParameterNames(
        classToken: ["cls_token"],
        distillationToken: ["dist_token"],
        registerTokens: ["reg_token", "register_tokens", "storage_tokens"],
        positions: ["pos_embed"],
        sharedRelativeBias: ["rel_pos_bias.relative_position_bias_table"],
        patchProjection: ["patch_embed.proj"],
        preNorm: ["norm_pre"],
        norm: ["norm"],
        pooledNorm: ["fc_norm"],
        classifier: ["head"],
        distillationClassifier: ["head_dist"],
        projection: ["visual.head.proj.weight"],
        blocks: ["blocks"],
        block: BlockNames(
            norm1: ["norm1"],
            query: ["attn.q_proj"],
            key: ["attn.k_proj"],
            value: ["attn.v_proj"],
            queryNorm: ["attn.q_norm"],
            keyNorm: ["attn.k_norm"],
            attentionNorm: ["attn.norm", "attn.inner_attn_ln"],
            attentionProjection: ["attn.proj"],
            norm2: ["norm2"],
            expansion: ["mlp.fc1", "mlp.fc1_x", "mlp.w2"],
            gate: ["mlp.fc1_g", "mlp.w1"],
            gateAndValue: ["mlp.w12", "mlp.fc1"],
            feedForwardNorm: ["mlp.norm", "mlp.ffn_ln"],
            contraction: ["mlp.fc2", "mlp.w3"],
            queryKeyValueWeight: ["attn.qkv.weight"],
            queryKeyValueBias: ["attn.qkv.bias"],
            queryKeyValueBiasMask: ["attn.qkv.bias_mask"],
            queryBias: ["attn.q_bias"],
            valueBias: ["attn.v_bias"],
            relativeBias: ["attn.relative_position_bias_table"],
            scale1: ["ls1.gamma", "gamma_1"],
            scale2: ["ls2.gamma", "gamma_2"]),
        pooling: PoolingNames(
            probe: ["attn_pool.latent"],
            query: ["attn_pool.q"],
            keyAndValue: ["attn_pool.kv"],
            projection: ["attn_pool.proj"],
            norm: ["attn_pool.norm"],
            expansion: ["attn_pool.mlp.fc1"],
            contraction: ["attn_pool.mlp.fc2"]),
        ignored: [
            "mask_token", "k_bias", "relative_position_index", "rope.", "rope_embed.", "decoder_embed.",
            "decoder_blocks.", "decoder_norm.", "decoder_pred.", "decoder_pos_embed", "lm_head.", "local_cls_norm.",
        ],
        // "head." is DINO's own, for training, which stands beside a backbone.
        beside: besideOpenCLIP + ["head.", "dino_head.", "ibot_head.", "student."])

    /// The text tower of a model that open_clip saved.
    private static let besideOpenCLIP = [
        "text.", "logit_scale", "logit_bias", "transformer.", "token_embedding.", "positional_embedding", "ln_final.",
        "text_projection", "attn_mask", "input_resolution", "context_length", "vocab_size",
    ]

    /// OpenAI's CLIP, and open_clip's own vision towers.
    static let openCLIP = ParameterNames(
        classToken: ["class_embedding"],
        positions: ["positional_embedding"],
        patchProjection: ["conv1"],
        preNorm: ["ln_pre"],
        norm: ["ln_post"],
        pooledNorm: ["ln_post"],
        transposedProjection: ["proj"],
        blocks: ["transformer.resblocks"],
        block: BlockNames(
            norm1: ["ln_1"],
            attentionProjection: ["attn.out_proj"],
            norm2: ["ln_2"],
            expansion: ["mlp.c_fc"],
            contraction: ["mlp.c_proj"],
            queryKeyValueWeight: ["attn.in_proj_weight"],
            queryKeyValueBias: ["attn.in_proj_bias"],
            scale1: ["ls_1.gamma"],
            scale2: ["ls_2.gamma"]),
        beside: besideOpenCLIP)
}
