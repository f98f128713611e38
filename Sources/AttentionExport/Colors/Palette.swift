import CKernels

/// The colours of a map as the kernels look them up; made once a page, and only read from then on.
final class Palette {
    /// Valid as long as the palette is.
    let raw: UnsafePointer<patchlens_palette>

    init(_ colormap: Colormap) {
        let palette = UnsafeMutablePointer<patchlens_palette>.allocate(capacity: 1)
        palette.initialize(to: patchlens_palette())
        patchlens_make_palette(colormap.colors, palette)
        raw = UnsafePointer(palette)
    }

    deinit { raw.deallocate() }
}
