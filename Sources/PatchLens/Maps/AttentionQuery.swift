/// TEMPORARY until VisionTransformers has it.
public enum AttentionQuery: Sendable, Hashable { case classToken, patch(row: Int, column: Int) }
