/// How a map of a few patches becomes one of the original's pixels.
///
/// In both, the value of a patch lies at the patch's centre: nothing is shifted by half a patch.
public enum Upsampling: String, Sendable, Hashable, CaseIterable {
    /// Bicubic convolution (Keys 1981, a = −0.5) between the centres of patches, the border's patches continuing
    /// outward. It keeps every patch's value at its centre, and is kept inside the map's own range.
    case smooth
    /// Every pixel has the value of the patch it was cut into, with hard edges.
    case nearest
}
