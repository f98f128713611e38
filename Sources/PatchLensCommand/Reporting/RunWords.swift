/// How a run speaks of what it does to pictures.
struct RunWords {
    /// `12 would be drawn`.
    let planned: String
    /// `draws them again`.
    let again: String
    /// What the last stage is called where times are shown; nil where there is none.
    let lastStage: String?

    /// Overlays.
    static let drawing = RunWords(planned: "would be drawn", again: "draws them again", lastStage: "draw")
    /// Classes.
    static let classifying = RunWords(planned: "would be classified", again: "classifies them again", lastStage: nil)
    /// Heads.
    static let measuring = RunWords(planned: "would be measured", again: "measures them again", lastStage: nil)
    /// Curves.
    static let evaluating = RunWords(planned: "would be evaluated", again: "evaluates them again", lastStage: nil)
    /// Features.
    static let writing = RunWords(planned: "would be written", again: "writes them again", lastStage: "write")
}
