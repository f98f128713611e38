/// Where a naming keeps an encoder's parameters: for each part the names it may have, of which a checkpoint has one.
///
/// Names of modules have `.weight` and `.bias` behind them, names of parameters are whole. Within a block they are as
/// seen from the block, elsewhere from the encoder or, if they are not there, from the top of the checkpoint.
struct ParameterNames {
    // parameters
    var classToken: [String] = []
    var distillationToken: [String] = []
    var registerTokens: [String] = []
    var positions: [String] = []
    var sharedRelativeBias: [String] = []
    // modules
    var patchProjection: [String] = []
    var preNorm: [String] = []
    var norm: [String] = []
    var pooledNorm: [String] = []
    var pooler: [String] = []
    var classifier: [String] = []
    var distillationClassifier: [String] = []
    /// A parameter (outputs, D), as a linear map's weight is.
    var projection: [String] = []
    /// A parameter (D, outputs): the matrix that tokens are multiplied by from the left.
    var transposedProjection: [String] = []
    /// Lists of modules, one a block.
    var blocks: [String] = []
    var block = BlockNames()
    var pooling = PoolingNames()
    /// What an encoder can do without: tokens for training, buffers. A full stop at the end makes it a module
    /// and all in it.
    var ignored: [String] = []
    /// What may stand beside an encoder: another tower, a decoder, heads for training.
    var beside: [String] = []
}

/// Within a block.
struct BlockNames {
    // modules
    var norm1: [String] = []
    var query: [String] = []
    var key: [String] = []
    var value: [String] = []
    var queryNorm: [String] = []
    var keyNorm: [String] = []
    var attentionNorm: [String] = []
    var attentionProjection: [String] = []
    var norm2: [String] = []
    var expansion: [String] = []
    var gate: [String] = []
    var gateAndValue: [String] = []
    var feedForwardNorm: [String] = []
    var contraction: [String] = []
    // parameters
    /// (3·D, D): Query, Key and Value below each other.
    var queryKeyValueWeight: [String] = []
    var queryKeyValueBias: [String] = []
    /// (3·D): what the bias is multiplied by; DINOv3 masks its Key bias so.
    var queryKeyValueBiasMask: [String] = []
    var queryBias: [String] = []
    var valueBias: [String] = []
    var relativeBias: [String] = []
    var scale1: [String] = []
    var scale2: [String] = []
}

/// Within attention pooling.
struct PoolingNames {
    var probe: [String] = []
    var queryKeyValueWeight: [String] = []
    var queryKeyValueBias: [String] = []
    var query: [String] = []
    var keyAndValue: [String] = []
    var projection: [String] = []
    var norm: [String] = []
    var expansion: [String] = []
    var contraction: [String] = []
}
