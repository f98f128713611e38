import Tensors

extension Checkpoint {
    /// Whether the weights have a classifier behind the encoder; told by its name, without reading it.
    public var isClassifier: Bool {
        let names =
            switch catalog.naming {
            case .huggingFace: ["classifier", "cls_classifier"]
            case .huggingFaceDINOv3, .huggingFaceCLIP: ["classifier"]
            case .timm: ["head"]
            case .openCLIP: [] as [String]
            }
        return names.contains { name in
            catalog.shape(of: name + ".weight").map { $0.rank == 2 && $0.count > 0 } ?? false
        }
    }
}
