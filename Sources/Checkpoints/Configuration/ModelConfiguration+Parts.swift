public import Tensors

extension ModelConfiguration {
    /// The parts of a block's self-attention.
    public struct Attention: Equatable, Sendable {
        /// Heads, which share the channels evenly.
        public var headCount: Int
        /// Whether the Query map has a bias.
        public var hasQueryBias = true
        /// Whether the Key map has a bias. It adds the same to all scores of a Query, so that some models leave it out.
        public var hasKeyBias = true
        /// Whether the Value map has a bias.
        public var hasValueBias = true
        /// Whether the output projection has a bias.
        public var hasProjectionBias = true
        /// Whether each head's Queries and Keys are normalised (Dehghani et al., 2023).
        public var normalizesQueriesAndKeys = false
        /// Whether the weighted sums are normalised before the output projection (sub-LN; Wang et al., 2022).
        public var hasInnerNorm = false

        /// Attention of so many heads, with biases and without further norms.
        public init(headCount: Int) { self.headCount = headCount }

        /// Whether Query, Key and Value maps all have a bias.
        public var hasQueryKeyValueBias: Bool {
            get { hasQueryBias && hasKeyBias && hasValueBias }
            set { (hasQueryBias, hasKeyBias, hasValueBias) = (newValue, newValue, newValue) }
        }
    }

    /// The parts of a block's feed-forward half.
    public struct FeedForward: Equatable, Sendable {
        /// Channels between the two linear maps.
        public var size: Int
        /// The nonlinearity between them.
        public var activation: Activation
        /// Whether one linear map, activated, gates another of the same inputs (Shazeer, 2020).
        public var isGated = false
        /// Whether the linear maps have biases.
        public var hasBias = true
        /// Whether a norm stands before the second linear map (sub-LN; Wang et al., 2022).
        public var hasInnerNorm = false

        /// Two linear maps with biases and an activation between.
        public init(size: Int, activation: Activation) {
            self.size = size
            self.activation = activation
        }
    }

    /// The tokens in front of the patches, in this order.
    public struct PrefixTokens: Equatable, Sendable {
        /// A class token.
        public var hasClassToken: Bool
        /// A distillation token (DeiT; Touvron et al., 2021).
        public var hasDistillationToken: Bool
        /// Register tokens (Darcet et al., 2024).
        public var registerCount: Int

        /// A class token alone unless told otherwise.
        public init(hasClassToken: Bool = true, hasDistillationToken: Bool = false, registerCount: Int = 0) {
            self.hasClassToken = hasClassToken
            self.hasDistillationToken = hasDistillationToken
            self.registerCount = registerCount
        }

        /// How many tokens there are.
        public var count: Int { (hasClassToken ? 1 : 0) + (hasDistillationToken ? 1 : 0) + registerCount }
    }

    /// What tells tokens where they are; a model has one or more of these.
    public struct Positions: Equatable, Sendable {
        /// Embeddings added to the tokens.
        public var learned: Learned?
        /// Rotations of Queries and Keys.
        public var rotary: Rotary?
        /// A bias on scores by the distance between patches.
        public var relativeBias: RelativeBias?

        /// None of them unless told otherwise.
        public init(learned: Learned? = nil, rotary: Rotary? = nil, relativeBias: RelativeBias? = nil) {
            self.learned = learned
            self.rotary = rotary
            self.relativeBias = relativeBias
        }

        /// An embedding for each patch of a grid, and for the first tokens in front of them.
        public struct Learned: Equatable, Sendable {
            /// The grid's rows.
            public var rows: Int
            /// The grid's columns.
            public var columns: Int
            /// How many of the tokens in front of the patches have an embedding too.
            public var prefixCount: Int
            /// How the embeddings are resized to another grid.
            public var interpolation: PositionInterpolation

            /// Embeddings of a grid of this size.
            public init(rows: Int, columns: Int, prefixCount: Int, interpolation: PositionInterpolation) {
                self.rows = rows
                self.columns = columns
                self.prefixCount = prefixCount
                self.interpolation = interpolation
            }
        }

        /// Rotary position embedding (Su et al., 2021) in two dimensions: half of a head's channels turn with the row
        /// and half with the column.
        public enum Rotary: Equatable, Sendable {
            /// DINOv3: patch centres from −1 to 1 on each axis, a turn for each period, halves of the channels paired.
            case centered(theta: Double)
            /// EVA-02 and the ViTs of timm with rotary embeddings: patches counted from `offset` on, scaled as if the
            /// grid had `reference` patches a side, neighbouring channels paired; the column first where `columnFirst`.
            case counted(theta: Double, reference: GridSize?, offset: Double, columnFirst: Bool)
        }

        /// Relative position bias (BEiT): a table of offsets between patches, and three entries for the class token.
        public struct RelativeBias: Equatable, Sendable {
            /// Rows of the grid it was learnt for.
            public var rows: Int
            /// Columns of that grid.
            public var columns: Int
            /// Whether all blocks share one table.
            public var isShared: Bool

            /// A table for a grid of this size.
            public init(rows: Int, columns: Int, isShared: Bool) {
                self.rows = rows
                self.columns = columns
                self.isShared = isShared
            }
        }
    }

    /// Rows and columns of patches.
    public struct GridSize: Equatable, Sendable {
        /// From top to bottom.
        public var rows: Int
        /// From left to right.
        public var columns: Int

        /// A grid's size.
        public init(rows: Int, columns: Int) {
            self.rows = rows
            self.columns = columns
        }
    }

    /// What is made of the tokens after the last block.
    public struct Output: Equatable, Sendable {
        /// How tokens become one vector, the pooled output.
        public enum Pooling: String, Equatable, Sendable, CaseIterable {
            /// The class token.
            case classToken = "class token"
            /// The mean of the patch tokens.
            case patchMean = "mean of the patch tokens"
            /// The mean of class and distillation token.
            case classAndDistillationMean = "mean of class and distillation token"
            /// Attention pooling: a learnt probe attends to all tokens (SigLIP).
            case attention = "attention pooling"
        }

        /// What a classifier looks at.
        public enum ClassifierInput: Equatable, Sendable {
            /// The pooled output.
            case pooled
            /// The mean of the patch tokens, though the pooled output is another (CLIP, SigLIP in transformers).
            case patchMean
            /// The class token, and behind it the mean of the patch tokens (DINOv2).
            case classAndPatchMean
            /// Class and distillation token, each with a classifier of its own, whose outputs are averaged (DeiT).
            case classAndDistillation
        }

        /// How tokens become one vector.
        public var pooling: Pooling
        /// What a classifier looks at, if there is one.
        public var classifierInput: ClassifierInput
        /// Whether all tokens are normalised after the last block.
        public var hasTokenNorm: Bool
        /// Whether the pooled vector is normalised.
        public var hasPooledNorm: Bool
        /// Whether what would be a classifier leads to the space that pictures and texts share: timm's towers in
        /// open_clip.
        public var headIsProjection = false

        /// The class token of normalised tokens unless told otherwise.
        public init(
            pooling: Pooling = .classToken, classifierInput: ClassifierInput = .pooled, hasTokenNorm: Bool = true,
            hasPooledNorm: Bool = false
        ) {
            self.pooling = pooling
            self.classifierInput = classifierInput
            self.hasTokenNorm = hasTokenNorm
            self.hasPooledNorm = hasPooledNorm
        }
    }
}
