extension RunManifest {
    /// What is to become of a picture.
    enum Decision {
        /// It is to be drawn; and the run whose other options are the reason, if they are.
        case work(formerly: RunIdentity? = nil)
        /// Its outputs are there.
        case skip
        /// It failed, and would again.
        case failed(PictureFailure)
    }

    /// By what was recorded; a picture of which nothing was is left alone where its outputs are there.
    ///
    /// - Parameter isFinal: false for an estimate that reads no file: then a picture whose content has to be hashed
    ///   is to be drawn.
    func decision(on picture: PlannedPicture, isFinal: Bool = true) -> Decision {
        // Where nothing was recorded, a million names need not be made and hashed to be told so.
        let target = history.count == 0 ? "" : target(of: picture)
        guard history.count > 0, let known = history[target] else {
            return picture.isDone && !isSuspect(picture, after: nil) ? .skip : .work()
        }
        if isAnother(picture, than: known, isFinal: isFinal) {
            let isKnown = isFinal || comparison == .time
            return picture.isDone && isKnown ? .failed(PictureFailure(outputTaken: target)) : .work()
        }
        // Of a run whose own line is damaged it is not known what it did.
        guard let run = history.run(of: known) else { return .work() }
        if !run.makesTheSame(as: identity) { return .work(formerly: run) }
        guard isUnchanged(picture.input, since: known, isFinal: isFinal) else { return .work() }
        if known.isDone {
            let isThere = outputs(of: picture).map(known.isAbout) ?? false
            return isThere && !isSuspect(picture, after: known.file) ? .skip : .work()
        }
        guard !known.isRetryable, !retriesFailed, let failure = history.failure(target),
            failure.limits == nil || failure.limits == limits
        else { return .work() }
        return .failed(PictureFailure(recorded: failure, triedAgainBy: "--retry-failed"))
    }

    /// Whether what is known is of a picture of another name, or in another folder; the same file elsewhere is none.
    private func isAnother(_ picture: PlannedPicture, than known: ManifestHistory.Entry, isFinal: Bool) -> Bool {
        let input = picture.input
        return known.input != ManifestHistory.Entry.digest(ofInput: input.nameInRecords, in: roots.digest(of: input))
            && !isUnchanged(input, since: known, isFinal: isFinal)
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
