extension RunManifest {
    /// What is to become of a picture.
    enum Decision {
        /// It is to be drawn; and the run whose other options are the reason, if they are.
        case work(formerly: RunIdentity? = nil)
        /// Its outputs are there; and whether its record does not say yet what is compared by: its content, or the model's.
        case skip(lacksContent: Bool = false)
        /// It failed, and would again.
        case failed(PictureFailure)
    }

    /// By what was recorded; a picture of which nothing was is left alone where its outputs are there.
    ///
    /// - Parameter isFinal: false for an estimate that reads no file: then a picture whose content has to be hashed
    ///   is to be drawn.
    func decision(on picture: PlannedPicture, isFinal: Bool = true) -> Decision {
        // Where nothing was recorded, a million names need not be made and hashed to be told so.
        if history.isEmpty { return decisionOnUnknown(picture) }
        if let output = outputOfOthers(among: picture.outputs.all) {
            return .failed(PictureFailure(outputTaken: output))
        }
        let target = target(of: picture)
        guard let known = history[target] else { return decisionOnUnknown(picture) }
        if isAnother(picture, than: known, isFinal: isFinal) {
            let isKnown = isFinal || comparison == .time
            return picture.isDone && isKnown
                ? .failed(PictureFailure(outputTaken: target, by: history.root(of: known))) : .work()
        }
        // Of a run whose own line is damaged it is not known what it did.
        guard let run = history.run(of: known) else { return .work() }
        if !run.makesTheSame(as: identity) { return .work(formerly: run) }
        guard isUnchanged(picture.input, since: known, isFinal: isFinal) else { return .work() }
        if known.isDone {
            let isThere = outputs(of: picture).map(known.isAbout) ?? false
            guard isThere, !isSuspect(picture, after: known.file) else { return .work() }
            return .skip(lacksContent: isFinal && lacksContent(known, of: picture.input, by: run))
        }
        guard !known.isRetryable, !retriesFailed, let failure = history.failure(target),
            failure.limits == nil || failure.limits == limits
        else { return .work() }
        return .failed(PictureFailure(recorded: failure, triedAgainBy: "--retry-failed"))
    }

    /// Of a picture whose outputs are nobody's, as far as is known.
    private func decisionOnUnknown(_ picture: PlannedPicture) -> Decision {
        picture.isDone && !isSuspect(picture, after: nil) ? .skip() : .work()
    }

    /// The first file that is there and was made of something else.
    private func outputOfOthers(among outputs: [String]) -> String? {
        let others = history.outputsOfOthers(among: outputs.map(relative))
        return others.first { FileIdentity(of: Paths.join(folder.path, $0)) != nil }
    }

    /// Whether what is known is of a picture of another name, or in another folder that still has it: the same file
    /// elsewhere is none, nor is one of a folder that was moved.
    private func isAnother(_ picture: PlannedPicture, than known: ManifestHistory.Entry, isFinal: Bool) -> Bool {
        let input = picture.input
        let isOfThatName = known.input == ContentHash.short(input.pathBelowRoot)
        let formerRoot = history.root(of: known)
        if isOfThatName, formerRoot == nil || formerRoot == roots.path(of: input) { return false }
        if isUnchanged(input, since: known, isFinal: isFinal) { return false }
        guard isOfThatName, let formerRoot else { return true }
        return FileIdentity(of: Paths.join(formerRoot, input.pathBelowRoot)) != nil
    }

    /// Whether what is compared by content is not recorded, or was recorded at another time.
    private func lacksContent(_ known: ManifestHistory.Entry, of input: PictureInput, by run: RunIdentity) -> Bool {
        guard comparison == .sha256 else { return false }
        return known.content == 0 || run.weightsSHA256 == nil || InputState(of: input.path)?.digest != known.state
    }

    /// Whether a run that was killed may have made one of the outputs, and not been there any more to record it.
    private func isSuspect(_ picture: PlannedPicture, after file: Int32?) -> Bool {
        guard let began = history.firstUnended(after: file) else { return false }
        return picture.outputs.all.contains { output in (InputState(of: output)?.modified ?? .min) >= began }
    }

    private func isUnchanged(_ input: PictureInput, since known: ManifestHistory.Entry, isFinal: Bool) -> Bool {
        if comparison == .sha256, known.content != 0 {
            return isFinal && state(of: input)?.contentDigest == known.content
        }
        return InputState(of: input.path)?.digest == known.state
    }
}
