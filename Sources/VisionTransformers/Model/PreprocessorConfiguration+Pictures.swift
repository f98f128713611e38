package import Checkpoints
package import ImageDecoding

extension PreprocessorConfiguration {
    /// The checkpoint's own preprocessing, for `PictureFit.processor`; its mean, deviation and filter serve
    /// `PictureFit.whole` too.
    package func preprocessing(patchSize: Int) -> PicturePreprocessing {
        PicturePreprocessing(
            patchSize: patchSize, filter: ResamplingFilter(resampling), mean: mean,
            standardDeviation: standardDeviation, rescaleFactor: rescaleFactor, processorSize: processorSize,
            crop: crop.map(CenterCrop.init))
    }

    private var processorSize: ProcessorSize {
        switch resize {
        case .shortestEdge(let length): .shortestEdge(length)
        case .exact(let size): .exact(PictureSize(size))
        case .covering(let size): .covering(PictureSize(size))
        case .inside(let size): .inside(PictureSize(size))
        case nil: .unchanged
        }
    }
}

extension PictureSize {
    fileprivate init(_ size: ImageSize) { self.init(height: size.height, width: size.width) }
}

extension CenterCrop {
    fileprivate init(_ crop: PreprocessorConfiguration.Crop) {
        let rounding: Rounding =
            switch crop.rounding {
            case .down: .down
            case .torchvision: .torchvision
            }
        self.init(PictureSize(crop.size), rounding: rounding, fill: crop.fill)
    }
}

extension ResamplingFilter {
    fileprivate init(_ resampling: PreprocessorConfiguration.Resampling) {
        switch resampling {
        case .nearest: self = .nearest
        case .lanczos: self = .lanczos
        case .bilinear: self = .bilinear
        case .bicubic: self = .bicubic
        case .box: self = .box
        case .hamming: self = .hamming
        }
    }
}
