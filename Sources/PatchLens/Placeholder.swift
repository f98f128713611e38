@_exported public import AttentionMaps
@_exported public import Checkpoints
@_exported public import ImageDecoding
@_exported public import Tensors
@_exported public import VisionTransformers
