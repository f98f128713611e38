import Checkpoints
import TestSupport
import Testing
import VisionTransformers

/// Token ids against transformers' CLIPTokenizer and open_clip's SimpleTokenizer, on texts that are hard.
@Suite("The tokenizer agrees with transformers and open_clip")
struct CLIPTokenizerTests {
    @Test(arguments: TextCase.all + TextCase.others)
    func tokenIDsAreThoseOfTheLibrary(_ given: TextCase) throws {
        let tokenizer = try CLIPTokenizer(checkpoint: given.checkpoint)
        let rows = try given.rows
        #expect(rows.count > 50)
        for row in rows {
            #expect(tokenizer.tokenIDs(of: row.text) == row.ids, "\(row)")
            #expect(tokenizer.paddedTokenIDs(of: row.text) == row.padded, "\(row)")
        }
    }
}
