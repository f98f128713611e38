"""The Vision Transformers of facebookresearch's DINO, MAE, DINOv2 and DINOv3, with the modules named as theirs are.

Those repositories are no packages that can be installed. These modules have their state dicts and do their arithmetic,
written anew; `original.py` holds each against timm's port of it wherever the two should agree.
"""

import math

import torch
from torch import nn
from torch.nn import functional


class Mlp(nn.Module):
    """fc1, GELU, fc2 (timm's Mlp, which all four use)."""

    def __init__(self, dim, hidden):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def forward(self, x):
        return self.fc2(functional.gelu(self.fc1(x)))


class SwiGLUFused(nn.Module):
    """DINOv2 giant: gate and value in w12, the gate first."""

    def __init__(self, dim, hidden):
        super().__init__()
        self.w12, self.w3 = nn.Linear(dim, 2 * hidden), nn.Linear(hidden, dim)

    def forward(self, x):
        gate, value = self.w12(x).chunk(2, dim=-1)
        return self.w3(functional.silu(gate) * value)


class SwiGLU(nn.Module):
    """DINOv3: gate w1, value w2."""

    def __init__(self, dim, hidden):
        super().__init__()
        self.w1, self.w2, self.w3 = nn.Linear(dim, hidden), nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def forward(self, x):
        return self.w3(functional.silu(self.w1(x)) * self.w2(x))


class MaskedLinear(nn.Linear):
    """DINOv3: a bias for q, k and v of which the mask beside it leaves k's out."""

    def __init__(self, dim, out):
        super().__init__(dim, out)
        mask = torch.ones(out)
        mask[out // 3:2 * out // 3] = 0
        self.register_buffer("bias_mask", mask)

    def forward(self, x):
        return functional.linear(x, self.weight, self.bias * self.bias_mask)


class LayerScale(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(dim))

    def forward(self, x):
        return x * self.gamma


class Attention(nn.Module):
    """Keeps the probabilities of the last call, as DINO's own module gives them out."""

    def __init__(self, dim, heads, linear=nn.Linear):
        super().__init__()
        self.heads, self.probabilities = heads, None
        self.qkv, self.proj = linear(dim, 3 * dim), nn.Linear(dim, dim)

    def forward(self, x, rotation=None):
        tokens, dim = x.shape
        q, k, v = self.qkv(x).reshape(tokens, 3, self.heads, dim // self.heads).permute(1, 2, 0, 3)
        if rotation:
            q, k = rotated(q, *rotation), rotated(k, *rotation)
        self.probabilities = (q @ k.transpose(1, 2) * (dim // self.heads) ** -0.5).softmax(-1)
        return self.proj((self.probabilities @ v).transpose(0, 1).reshape(tokens, dim))


def rotated(x, sine, cosine):
    """(heads, tokens, head size); the prefix tokens, of which the tables know nothing, stay as they are."""
    prefix, patches = x.split([x.shape[1] - sine.shape[0], sine.shape[0]], dim=1)
    first, second = patches.chunk(2, dim=-1)
    return torch.cat([prefix, patches * cosine + torch.cat([-second, first], -1) * sine], dim=1)


class RopePositions(nn.Module):
    """DINOv3: the periods lie in the checkpoint, where training left them rounded to bfloat16."""

    def __init__(self, head_size, base=100.0):
        super().__init__()
        exponents = 2 * torch.arange(head_size // 4) / (head_size // 2)
        self.register_buffer("periods", (base ** exponents).bfloat16().float())

    def forward(self, rows, columns):
        centres = [2 * (torch.arange(count) + 0.5) / count - 1 for count in (rows, columns)]
        places = torch.stack(torch.meshgrid(*centres, indexing="ij"), dim=-1).reshape(-1, 2, 1)
        angles = (2 * math.pi * places / self.periods).flatten(1).tile(2)
        return angles.sin(), angles.cos()


class Block(nn.Module):
    def __init__(self, dim, heads, mlp, *, scaled=False, linear=nn.Linear, eps=1e-6):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim, eps=eps), nn.LayerNorm(dim, eps=eps)
        self.attn, self.mlp = Attention(dim, heads, linear), mlp
        self.ls1, self.ls2 = (LayerScale(dim), LayerScale(dim)) if scaled else (nn.Identity(), nn.Identity())

    def forward(self, x, rotation=None):
        x = x + self.ls1(self.attn(self.norm1(x), rotation))
        return x + self.ls2(self.mlp(self.norm2(x)))


class PatchEmbed(nn.Module):
    def __init__(self, dim, patch):
        super().__init__()
        self.proj = nn.Conv2d(3, dim, kernel_size=patch, stride=patch)

    def forward(self, pixels):
        """(1, 3, H, W) → (N, D)"""
        return self.proj(pixels)[0].flatten(1).T


class VisionTransformer(nn.Module):
    """DINO and MAE: a class token and learned positions. `offset` is DINO's 0.1, added before positions are resized."""

    def __init__(self, dim, depth, heads, hidden, side, patch, *, mlp=Mlp, scaled=False, offset=0.1, antialias=False):
        super().__init__()
        self.patch, self.side, self.offset, self.antialias = patch, side, offset, antialias
        self.patch_embed = PatchEmbed(dim, patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + side * side, dim))
        self.blocks = nn.ModuleList([Block(dim, heads, mlp(dim, hidden), scaled=scaled) for _ in range(depth)])
        self.norm = nn.LayerNorm(dim, eps=1e-6)

    def positions(self, rows, columns):
        """Kept as they are on the learned grid only when the picture is square, which the grid is too."""
        if rows == columns == self.side:
            return self.pos_embed[0]
        grid = self.pos_embed[:, 1:].reshape(1, self.side, self.side, -1).permute(0, 3, 1, 2)
        if self.offset:
            size = dict(scale_factor=tuple((count + self.offset) / self.side for count in (rows, columns)))
        else:
            size = dict(size=(rows, columns))
        resized = functional.interpolate(grid, mode="bicubic", antialias=self.antialias, **size)
        assert resized.shape[2:] == (rows, columns)
        return torch.cat([self.pos_embed[0, :1], resized[0].flatten(1).T])

    def embedded(self, pixels):
        rows, columns = (edge // self.patch for edge in pixels.shape[2:])
        return torch.cat([self.cls_token[0], self.patch_embed(pixels)]) + self.positions(rows, columns)

    def forward(self, pixels):
        """(1, 3, H, W) → tokens (1 + N, D) after the final norm, attention (layers, heads, 1 + N, 1 + N)"""
        x = self.embedded(pixels)
        for block in self.blocks:
            x = block(x)
        return self.norm(x), torch.stack([block.attn.probabilities for block in self.blocks])


class DINOv2(VisionTransformer):
    """Adds layer scale, a mask token, and registers between the class token and the patches, which get no position.
    Models with registers resize positions with antialiasing and without the offset."""

    def __init__(self, *sizes, registers=0, mlp=Mlp):
        super().__init__(*sizes, mlp=mlp, scaled=True, offset=0 if registers else 0.1, antialias=registers > 0)
        dim = self.norm.weight.shape[0]
        self.mask_token = nn.Parameter(torch.zeros(1, dim))
        if registers:
            self.register_tokens = nn.Parameter(torch.zeros(1, registers, dim))

    def embedded(self, pixels):
        tokens = super().embedded(pixels)
        registers = getattr(self, "register_tokens", None)
        return tokens if registers is None else torch.cat([tokens[:1], registers[0], tokens[1:]])


class DINOv3(nn.Module):
    """Rotary positions; k without bias; the norms' eps is 1e-5. `local_cls_norm` serves training alone."""

    def __init__(self, dim, depth, heads, hidden, patch, *, registers, mlp=Mlp, local_norm=False):
        super().__init__()
        self.patch = patch
        self.patch_embed = PatchEmbed(dim, patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.storage_tokens = nn.Parameter(torch.zeros(1, registers, dim))
        self.mask_token = nn.Parameter(torch.zeros(1, dim))
        self.rope_embed = RopePositions(dim // heads)
        self.blocks = nn.ModuleList([
            Block(dim, heads, mlp(dim, hidden), scaled=True, linear=MaskedLinear, eps=1e-5) for _ in range(depth)])
        self.norm = nn.LayerNorm(dim, eps=1e-5)
        if local_norm:
            self.local_cls_norm = nn.LayerNorm(dim, eps=1e-5)

    def forward(self, pixels):
        rotation = self.rope_embed(*(edge // self.patch for edge in pixels.shape[2:]))
        x = torch.cat([self.cls_token[0], self.storage_tokens[0], self.patch_embed(pixels)])
        for block in self.blocks:
            x = block(x, rotation)
        return self.norm(x), torch.stack([block.attn.probabilities for block in self.blocks])
