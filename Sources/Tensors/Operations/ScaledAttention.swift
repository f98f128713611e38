internal import CKernels

/// softmax(scale · Q Kᵀ + bias) V for every head, tile by tile, with the probabilities of chosen Queries kept.
///
/// Q, K and V are (tokens, heads · dimension), the heads side by side.
public struct ScaledAttention: Sendable {
    /// How many heads the channels are divided into.
    public let headCount: Int
    /// What a score Q·K is multiplied by before the softmax.
    public let scale: Float
    /// Anything but `float32` rounds Q, K, V and the probabilities to bfloat16 in the two products, where the processor
    /// has the instructions.
    public let precision: Precision

    /// The channels of Q, K and V must be a multiple of `headCount`.
    public init(headCount: Int, scale: Float, precision: Precision = .float32) {
        self.headCount = headCount
        self.scale = scale
        self.precision = precision
    }

    /// Whose probabilities are kept: Queries by their row in Q, and heads; both ascending.
    public struct Selection: Sendable, Equatable {
        /// Rows of Q.
        public let queries: [Int]
        /// Heads.
        public let heads: [Int]

        /// Both ascending, each index once.
        public init(queries: [Int], heads: [Int]) {
            self.queries = queries
            self.heads = heads
        }

        /// Nothing is kept.
        public static let none = Selection(queries: [], heads: [])
    }

    /// What a run leaves beside its output.
    public struct Kept: Sendable {
        /// (heads, queries, keys) of the selection, each row summing to 1.
        public let probabilities: Tensor
        /// log₂ Σ exp(score) of every head and Query, if it was asked for: a probability is 2 to the power of the
        /// score, by that logarithm less. (heads, queries)
        public let logSums: Tensor?

        /// What another run left, or parts of one put together.
        package init(probabilities: Tensor, logSums: Tensor?) {
            self.probabilities = probabilities
            self.logSums = logSums
        }
    }

    /// The weighted sums (queries, heads · dimension), the probabilities of the selection, and the logarithms of what
    /// every row was divided by if `keepsLogSums`.
    ///
    /// `bias`, (heads or 1, queries, keys), is added to the scaled scores in float32. A Key at −∞ gets a probability of
    /// exactly 0 (a mask); at least one Key of each Query has to be finite.
    public func callAsFunction(
        queries: Tensor, keys: Tensor, values: Tensor, bias: Tensor? = nil, keeping selection: Selection = .none,
        keepsLogSums: Bool = false
    ) -> (output: Tensor, kept: Kept) {
        precondition(values.shape == keys.shape, "Values \(values.shape) and Keys \(keys.shape) differ")
        var output = Tensor(uninitialized: queries.shape, in: queries.workspace)
        let kept = run(queries, keys, values, bias, selection, keepsLogSums, output: output.mutableAddress())
        return (output, kept)
    }

    /// The same without the weighted sums: no Value is needed.
    public func kept(
        queries: Tensor, keys: Tensor, bias: Tensor? = nil, keeping selection: Selection, keepsLogSums: Bool = false
    ) -> Kept {
        run(queries, keys, nil, bias, selection, keepsLogSums, output: nil)
    }

    private func run(
        _ queries: Tensor, _ keys: Tensor, _ values: Tensor?, _ bias: Tensor?, _ selection: Selection,
        _ keepsLogSums: Bool, output: UnsafeMutablePointer<Float>?
    ) -> Kept {
        precondition(selection.queries.allSatisfy { $0 >= 0 && $0 < queries.shape[0] }, "no such Query")
        precondition(selection.heads.allSatisfy { $0 >= 0 && $0 < headCount }, "no such head")
        var attention = description(queries, keys, values, bias)
        attention.output = output
        var probabilities = Tensor(
            uninitialized: [selection.heads.count, selection.queries.count, keys.shape[0]], in: queries.workspace)
        attention.probabilities = probabilities.mutableAddress()
        var logSums = keepsLogSums ? Tensor(uninitialized: [headCount, queries.shape[0]], in: queries.workspace) : nil
        attention.log_sums = logSums?.mutableAddress()
        let queryList = selection.queries.map(Int64.init)
        let headList = selection.heads.map(Int64.init)
        attention.recorded_query_count = Int64(queryList.count)
        attention.recorded_head_count = Int64(headList.count)
        queryList.withUnsafeBufferPointer { queryList in
            headList.withUnsafeBufferPointer { headList in
                attention.recorded_queries = queryList.baseAddress
                attention.recorded_heads = headList.baseAddress
                let status = withExtendedLifetime((queries, keys, values, bias)) {
                    patchlens_attention_run(&attention, Int32(queries.workspace.threads))
                }
                precondition(status == 0, "out of memory in attention over \(keys.shape[0]) tokens")
            }
        }
        return Kept(probabilities: probabilities, logSums: logSums)
    }

    /// The views of Q, K, V and the bias; the caller keeps the tensors alive.
    func description(
        _ queries: Tensor, _ keys: Tensor, _ values: Tensor?, _ bias: Tensor?
    ) -> patchlens_attention {
        let channels = queries.shape[1]
        precondition(keys.shape[1] == channels && channels % headCount == 0, "Queries and Keys do not fit the heads")
        var attention = patchlens_attention()
        attention.queries = queries.address
        attention.keys = keys.address
        attention.values = values?.address
        attention.query_stride = Int64(channels)
        attention.key_stride = Int64(channels)
        attention.value_stride = Int64(channels)
        attention.output_stride = Int64(channels)
        attention.query_count = Int64(queries.shape[0])
        attention.key_count = Int64(keys.shape[0])
        attention.head_count = Int64(headCount)
        attention.head_dimension = Int64(channels / headCount)
        attention.scale = scale
        attention.precision = precision.raw
        if let bias { place(bias, in: &attention) }
        return attention
    }

    private func place(_ bias: Tensor, in attention: inout patchlens_attention) {
        let rows = attention.query_count * attention.key_count
        precondition(
            bias.shape.rank == 3 && (bias.shape[0] == headCount || bias.shape[0] == 1)
                && bias.shape[1] == Int(attention.query_count) && bias.shape[2] == Int(attention.key_count),
            "a bias of \(bias.shape) for \(headCount) heads")
        attention.bias = bias.address
        attention.bias_head_stride = bias.shape[0] == 1 ? 0 : rows
    }
}
