import ArgumentParser
import PatchLens

/// Which part of a picture the model sees, where that is all of it unless told otherwise.
struct FitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The whole picture at --short-side, or the resize and crop of the checkpoint's own preprocessor.",
            valueName: "fit"))
    var fit = PictureFit.whole
}
