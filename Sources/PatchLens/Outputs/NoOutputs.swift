/// For runs that write no file for each picture: what they find is in the reports.
public struct NoOutputs: PictureNaming {
    /// Not used.
    public var template = OutputTemplate.mirrored

    /// Nothing has a name.
    public init() {}

    /// None.
    public func outputs(of input: PictureInput, index: Int) -> PictureOutputs {
        PictureOutputs(pictures: [])
    }
}
