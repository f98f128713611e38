import PatchLens
import TestSupport
import Testing

/// The whole way from a file to attention against ONNX Runtime on the same weights (Tools/golden says how the numbers
/// were made).
@Suite("The encoder agrees with ONNX Runtime")
struct EncoderParityTests {
    @Test(arguments: DefaultModel.samples)
    func classAttentionOfEveryLayerAndHead(golden: String, picture: String) throws {
        let model = try DefaultModel.model.get()
        let reference = try GoldenFile(named: golden)
        let patches = try model.patches(of: DefaultModel.picture(picture), shortSide: 224)
        let encoding = try model.encode(patches, recording: .attention(in: .all).withTokens())

        let maps = encoding.attention.maps()
        let grid = patches.geometry.grid
        #expect(try reference.shape("class_attention") == [model.layerCount, model.headCount, grid.rows, grid.columns])
        let difference = largestDifference(maps.flatMap(\.values), try reference.floats("class_attention"))
        #expect(difference <= 1e-4)

        let tokens = try #require(encoding.tokens)
        let classToken = Array(tokens.elements.prefix(model.configuration.hiddenSize))
        #expect(largestDifference(classToken, try reference.floats("class_token")) <= 2e-3)
        let expected = try reference.floats("patch_tokens_head")
        let patchTokens = Array(tokens.elements.dropFirst(model.configuration.hiddenSize).prefix(expected.count))
        #expect(largestDifference(patchTokens, expected) <= 2e-3)
    }
}
