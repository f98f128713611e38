public import ImageDecoding
public import VisionTransformers

/// A way from a model and the patches of a picture to maps of it: attention itself, or something made of it.
///
/// A method is a value with its options in it, made before any picture is read. What it cannot do it says before the
/// first picture, too, and never does something else instead.
public protocol MapMethod: Sendable {
    /// What the method is called.
    var name: MethodName { get }

    /// What tells its outputs of one picture apart, in their order: one for each picture that is drawn.
    var names: [MapName] { get }

    /// Its options as texts, for whoever finds its maps saved: `target` → `class:3`.
    var facts: [String: String] { get }

    /// Throws what stands against this method with this model, if something does, and says what would work.
    func check(_ model: VisionTransformer) throws(MethodError)

    /// What a picture gets, as many drawings as `names` has.
    func callAsFunction(_ patches: Patches, in model: VisionTransformer) throws(MethodError) -> MethodFinding
}

extension MapMethod {
    /// A method without options.
    public var facts: [String: String] { [:] }
}
