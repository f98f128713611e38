import ImageDecoding

extension RunManifest {
    /// What is to become of a picture.
    enum Decision {
        /// It is to be drawn; and the run whose other options are the reason, if they are.
        case work(formerly: RunIdentity? = nil)
        /// Its outputs are there, with what was odd about its file; and whether its record does not say yet what it is
        /// compared by: its content, or the model's, or where it is.
        case skip(warnings: [DecodingWarning] = [], isToConfirm: Bool = false)
        /// It failed, and would again.
        case failed(PictureFailure)
    }

    /// By what was recorded; a picture of which nothing was is left alone where its outputs are there.
    ///
    /// - Parameter isFinal: false for an estimate that reads no file: then a picture whose content has to be hashed
    ///   is to be drawn.
    func decision(on picture: PlannedPicture, isFinal: Bool = true) -> Decision {
        let outputs = existingOutputs(of: picture)
        for output in outputs {
            if let owner = owner(of: output, besides: picture, isFinal: isFinal) {
                return .failed(PictureFailure(outputTaken: output.path, by: owner))
            }
        }
        let decision = decision(on: picture, with: outputs, isFinal: isFinal)
        guard case .work = decision, let unknown = outputs.first(where: isNobodys) else { return decision }
        return .failed(PictureFailure(outputTaken: unknown.path, by: .nobody))
    }

    /// Where no file of it is another's.
    private func decision(on picture: PlannedPicture, with outputs: [ExistingOutput], isFinal: Bool) -> Decision {
        let isWhole = outputs.count == picture.outputs.all.count
        if isWhole, outputs.allSatisfy({ $0.maker == nil }) {
            // Of a run that began since, it is not known what it made, or with which options.
            let mayBeOfRuns = outputs.contains { isSuspect($0) || isFinal && isOfLaterRun($0) }
            return mayBeOfRuns ? .work() : .skip()
        }
        let (target, former) = (target(of: picture), outputs.lazy.compactMap(formerRun).first)
        // Of a run whose own line is damaged it is not known what it did.
        guard let known = history[target], !isAnother(picture, than: known, isFinal: isFinal),
            let run = history.run(of: known), run.makesTheSame(as: identity),
            isUnchanged(picture.input, since: known, isFinal: isFinal)
        else { return .work(formerly: former) }
        guard known.isDone else { return decision(onFailed: known, target, formerly: former) }
        if let former { return .work(formerly: former) }
        guard isWhole, known.isAbout(outputs.map(\.recorded)), !isSuspect(outputs, known) else { return .work() }
        return .skip(
            warnings: known.warnings, isToConfirm: isFinal && isToConfirm(known, of: picture.input, by: run))
    }

    private func decision(
        onFailed known: ManifestHistory.Entry, _ target: String, formerly former: RunIdentity?
    ) -> Decision {
        guard !known.isRetryable, !retriesFailed, let failure = history.failure(target),
            failure.limits == nil || failure.limits == limits
        else { return .work(formerly: former) }
        return .failed(PictureFailure(recorded: failure, triedAgainBy: "--retry-failed"))
    }

    /// Its maker, if that had other options.
    private func formerRun(of output: ExistingOutput) -> RunIdentity? {
        guard let maker = output.maker, let run = history.run(of: maker) else { return nil }
        return run.makesTheSame(as: identity) ? nil : run
    }

    /// Whether its record is to be completed: by the content that it is compared by, which was not recorded, or at
    /// another time; or by where the picture is now.
    private func isToConfirm(_ known: ManifestHistory.Entry, of input: PictureInput, by run: RunIdentity) -> Bool {
        if history.root(of: known) != nil, known.place != place(of: input) { return true }
        guard comparison == .sha256, let state = InputState(of: input.path), state.size <= hashableBytes else {
            return false
        }
        return known.content == 0 || run.weightsSHA256 == nil || state.digest != known.state
    }

    func isUnchanged(_ input: PictureInput, since known: ManifestHistory.Entry, isFinal: Bool) -> Bool {
        guard comparison == .sha256, known.content != 0 else {
            return InputState(of: input.path)?.digest == known.state
        }
        guard isFinal else { return false }
        // One that is too large to be hashed is told by its size and time.
        let state = state(of: input)
        return state?.sha256 == nil ? state?.digest == known.state : state?.contentDigest == known.content
    }
}
