import Checkpoints
import Tensors
import TestSupport
import Testing

/// What a user reads: where, what was found and expected, and what to do.
struct CheckpointErrorTests {
    /// Where files are looked for, and what is wrong with whole files.
    private static let ofFiles: [(CheckpointError, String)] = [
        (
            .modelNotFound(name: "m", searched: ["/a", "/b"], command: "Tools/setup.sh"),
            "no model “m”; looked in /a, /b; get it with: Tools/setup.sh"
        ),
        (
            .modelNotFound(name: "m", searched: [], command: nil),
            "no model “m”; looked in nowhere: HOME and PATCHLENS_MODELS are not set; "
                + "see `patchlens model list` for what is there"
        ),
        (
            .incompleteModel(directory: "/m", missing: "config.json"),
            "/m: there is no config.json; a model's folder holds config.json and model.safetensors"
        ),
        (
            .ambiguousWeights(directory: "/m", names: ["a.safetensors", "b.safetensors"]),
            "/m: these may all be the model's weights: a.safetensors, b.safetensors; name the file meant instead of the "
                + "folder"
        ),
        (
            .needsConversion(file: "/m/pytorch_model.bin"),
            "/m/pytorch_model.bin: PatchLens reads safetensors alone; convert it once with: "
                + "python3 Tools/convert-checkpoint.py /m/pytorch_model.bin OUTPUT_DIRECTORY"
        ),
        (
            .needsConversion(file: "/my model's/a.pth"),
            "/my model's/a.pth: PatchLens reads safetensors alone; convert it once with: "
                + #"python3 Tools/convert-checkpoint.py '/my model'\''s/a.pth' OUTPUT_DIRECTORY"#
        ),
        (
            .notOfTheStore(path: "/m"),
            "/m: is not in the model store or the Hugging Face cache, so it is not removed; "
                + "`patchlens model list` has the names that are"
        ),
        (.unremovable(path: "/m", reason: "Permission denied"), "/m: cannot be removed: Permission denied"),
        (.unreadable(file: "/f", reason: "Permission denied"), "/f: cannot be read: Permission denied"),
        (
            .safetensors(file: "/f", fault: .trailingBytes(count: 3)),
            "/f: not a valid safetensors file: 3 bytes follow the last tensor; fetch or convert it again"
        ),
        (
            .inconsistentIndex(file: "/i", reason: "“a” is not in b"),
            "/i: “a” is not in b; fetch all files of the checkpoint again"
        ),
    ]

    /// What is wrong in a file.
    private static let ofContents: [(CheckpointError, String)] = [
        (.invalidJSON(file: "/c", reason: "it ends early"), "/c: not the JSON expected: it ends early"),
        (
            .invalidValue(file: "/c", key: "hidden_act", expected: "gelu", found: "“relu”"),
            "/c: “hidden_act” should be gelu, and is “relu”"
        ),
        (
            .unsupportedModelType(file: "/c", found: "“bert”", supported: ["dinov2"]),
            "/c: “model_type” is “bert”; supported: dinov2"
        ),
        (
            .missingTensor(file: "/f", name: "a.weight", nearest: ["b.weight"]),
            "/f: there is no tensor “a.weight”; it has b.weight; check that config.json belongs to these weights"
        ),
        (
            .wrongShape(file: "/f", name: "a", expected: [2, 3], found: [3]),
            "/f: “a” should be (2, 3), and is (3); check that config.json belongs to these weights"
        ),
        (
            .unsupportedElementType(file: "/f", name: "a", expected: ["F32", "F16"], found: "I8"),
            "/f: “a” holds I8; supported: F32, F16; save it as one of these"
        ),
        (
            .notFinite(file: "/f", name: "a", index: [2, 17], found: -.infinity),
            "/f: “a” has -inf at [2, 17]; fetch or convert it again"
        ),
        (
            .unusedTensors(file: "/f", names: ["a", "b"]),
            "/f: the model has no place for 2 tensors: a, b; check that config.json belongs to these weights"
        ),
    ]

    @Test(arguments: ofFiles + ofContents)
    func descriptions(error: CheckpointError, text: String) {
        #expect(error.description == text)
    }
}
