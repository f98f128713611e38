import AttentionExport
import AttentionMaps
import ImageDecoding
import PatchLens
import Testing
import VisionTransformers

@Suite("What is wrong with a picture, for programmes")
struct FailureKindTests {
    private struct Unnamed: Error {}

    @Test(
        arguments: [
            (
                DecodingError.tooManyPixels(found: PictureSize(height: 9, width: 9), limit: 4), FailureKind.tooLarge,
                false
            ),
            (DecodingError.tooManyScans(found: 501, limit: 500), .tooLarge, false),
            (DecodingError.unreadable(reason: "refused"), .unreadable, true),
            (DecodingError.truncated(.png, reason: "ends"), .truncated, false),
            (DecodingError.outOfMemory(.jpeg), .outOfMemory, true),
            (DecodingError.outOfTime, .timeLimit, true),
            (InputError.nameNotUTF8, .invalidName, false),
            (InputError.nameHasNull, .invalidName, false),
            (InputError.listedFolder, .notAFile, false),
            (InputError.noOutput(reason: "none"), .invalidName, false),
            (InputError.unreachable(reason: "nothing there"), .unreachable, true),
            (PatchError.smallerThanPatch(PictureSize(height: 1, width: 1), patchSize: 14), .tooSmall, false),
            (EncodingError.notFinite(layer: 3), .notFinite, false),
            (MethodError.encoding(.notFinite(layer: 3)), .notFinite, false),
            (MethodError.nothingFound(.lost, "no seed"), .nothingFound, false),
            (ExportError.file(.write, path: "out/a.png", errorNumber: 28), .notWritten, true),
            (Unnamed(), .other, false),
        ] as [(any Error, FailureKind, Bool)])
    func anErrorHasItsKind(error: any Error, kind: FailureKind, isRetryable: Bool) {
        let failure = PictureFailure(.encode, error)
        #expect(failure.kind == kind)
        #expect(failure.isRetryable == isRetryable)
        #expect(failure.message == "\(error)")
    }
}
