// `import PatchLens` is all that a user of the library writes: the stages' public names come with it.

@_exported public import AttentionExport
@_exported public import AttentionMaps
@_exported public import Checkpoints
@_exported public import ImageDecoding
@_exported public import Tensors
@_exported public import VisionTransformers
