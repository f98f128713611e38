/// How much time goes into making a PNG file small.
///
/// The pixels are the same. Photographs under an overlay hold few repetitions, so that most of what can be gained comes
/// from the right filter for each row and a code made for each block, which cost little.
public enum PNGEffort: String, Sendable, Hashable, CaseIterable {
    /// A hundredth or two of a second for 4 megapixels, and files smaller than libpng's own defaults make.
    case fast
    /// One to six hundredths smaller, a quarter for heat maps, and a second and a half for 4 megapixels.
    case small
}
