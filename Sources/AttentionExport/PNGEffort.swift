/// How much time goes into making a PNG file small.
///
/// The pixels are the same. Photographs under an overlay hold few repetitions, so that most of what can be gained comes
/// from the right filter and run lengths, which cost little.
public enum PNGEffort: String, Sendable, Hashable, CaseIterable {
    /// A fifth of a second for 4 megapixels, and files smaller than libpng's own defaults make.
    case fast
    /// A few hundredths smaller, a tenth for heat maps, and some ten seconds for 4 megapixels.
    case small
}
