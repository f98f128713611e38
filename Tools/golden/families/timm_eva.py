"""The models of timm's Eva and Beit classes: EVA-02, DINOv3 and BEiT."""

from .timm_support import SHORT, emit


def eva02(folder, generator):
    def write(name, architecture, what, *, pooled="mean-norm", normed=False, **more):
        # Heads of 12: three frequencies for each axis.
        emit(name, architecture, folder, generator, what, family="eva02", pooled=pooled, normed=normed,
             **dict(embed_dim=36, mlp_ratio=0.8, num_classes=5) | more)

    write("eva02-timm", "eva02_tiny_patch14_224", "rotary and added positions, q, k, v in one matrix with biases "
          "apart, SwiGLU in one matrix, reference grid of 16 by 16", depth=2)
    write("eva02-timm-sub-norm", "eva02_base_patch14_224", "q, k, v apart, SwiGLU with a norm inside", depth=2,
          ref_feat_shape=(4, 4))
    write("eva02-timm-clip", "eva02_base_patch16_clip_224", "norms inside the attention and the MLP, class token",
          pooled="class", normed=True, depth=3, embed_dim=24, mlp_ratio=1.2, ref_feat_shape=(4, 4))


def dinov3(folder, generator):
    def write(name, architecture, what, **more):
        emit(name, architecture, folder, generator, what, family="dinov3", **dict(pooled="mean", num_classes=0) | more)

    write("dinov3-timm", "vit_small_patch16_dinov3", "no bias on q, k, v; timm pools by the mean of the patches")
    write("dinov3-timm-biases", "vit_small_patch16_dinov3_qkvb", "biases on q and v, class token, heads of 12",
          embed_dim=36, mlp_ratio=0.8, depth=2, global_pool="token", pooled="class")
    write("dinov3-timm-swiglu", "vit_small_plus_patch16_dinov3", "SwiGLU in two matrices", depth=2)


def beit(folder, generator):
    note = ("at other grids timm resizes each head's table on points spaced geometrically, linearly between them; that "
            "is neither what transformers does nor BEiT's own cubic")
    emit("beit-timm", "beit_base_patch16_224", folder, generator,
         "bias table of each layer, layer scale, mean pooling then norm", family="beit", pooled="mean-norm",
         normed=False, num_classes=5, note=note)
    emit("beit-timm-shared", "beit_base_patch16_224", folder, generator,
         "one bias table for all layers, positions added too, no layer scale, class token", family="beit",
         pooled="class", num_classes=5, **SHORT, use_rel_pos_bias=False, use_shared_rel_pos_bias=True,
         use_abs_pos_emb=True, init_values=None, global_pool="token", note=note)


CASES = (eva02, dinov3, beit)
