/// TEMPORARY until VisionTransformers has it.
public enum LayerSelection: Sendable, Hashable { case last, all, some([Int]) }
