public import ArgumentParser
public import PatchLens

// The library's own names are those of the command line: the parser lists them where another is given.

extension AlphaTreatment: ExpressibleByArgument {}
extension Colormap: ExpressibleByArgument {}
extension DescriptorKind: ExpressibleByArgument {}
extension FeaturePooling: ExpressibleByArgument {}
extension MethodName: ExpressibleByArgument {}
extension OutlierHandling: ExpressibleByArgument {}
extension OverlayLayout: ExpressibleByArgument {}
extension PictureFit: ExpressibleByArgument {}
extension RemovalBaseline: ExpressibleByArgument {}
extension RunManifest.Comparison: ExpressibleByArgument {}
extension SavedMaps: ExpressibleByArgument {}
extension PrincipalScope: ExpressibleByArgument {}
extension PNGEffort: ExpressibleByArgument {}
extension Upsampling: ExpressibleByArgument {}
