import AttentionExport

/// Whose the files are that a picture is to become.
extension RunManifest {
    /// One that is there.
    struct ExistingOutput {
        /// What a record would say of it now.
        let recorded: ManifestLine.Output
        /// What last made it; nil if that is not known.
        let maker: ManifestHistory.Entry?

        /// Below the output folder.
        var path: String { recorded.path }
        var modified: Int64 { recorded.modified ?? .min }
    }

    /// Whose a file is that is not a picture's own.
    enum OutputOwner {
        /// Another picture's, in this folder, if that is known.
        case picture(in: String?)
        /// The same picture's, by another command.
        case command(String)
        /// All pictures' of a run together.
        case all
        /// No run recorded it.
        case nobody
    }

    /// Those of a picture that are there.
    func existingOutputs(of picture: PlannedPicture) -> [ExistingOutput] {
        picture.outputs.all.compactMap { output in
            guard let state = InputState(of: output) else { return nil }
            let path = relative(output)
            return ExistingOutput(
                recorded: ManifestLine.Output(modified: state.modified, path: path, size: state.size),
                maker: history.isEmpty ? nil : history.maker(of: path))
        }
    }

    /// Who made a file, if it was made of something else than the picture, or otherwise than by options.
    func owner(of output: ExistingOutput, besides picture: PlannedPicture, isFinal: Bool) -> OutputOwner? {
        if isGathered(output) { return .all }
        guard let maker = output.maker else { return nil }
        if isAnother(picture, than: maker, isFinal: isFinal) { return .picture(in: history.root(of: maker)) }
        guard let command = history.run(of: maker)?.command, command != identity.command else { return nil }
        return .command(command)
    }

    /// Whether all pictures of a run made it together: the last to write it, where a picture's record has it, too.
    private func isGathered(_ output: ExistingOutput) -> Bool {
        guard let file = history.gathered(output.path) else { return false }
        return output.maker == nil || (file.size, file.modified) == (output.recorded.size, output.recorded.modified)
    }

    /// Whether what is known is of another picture, and not of this one where it was before, or by another way.
    func isAnother(_ picture: PlannedPicture, than known: ManifestHistory.Entry, isFinal: Bool) -> Bool {
        let input = picture.input
        if known.place == place(of: input) { return false }
        guard known.input == ContentHash.short(input.pathBelowRoot) else {
            // Where that one lay is not known any more.
            return !isUnchanged(input, since: known, isFinal: isFinal)
        }
        guard let formerRoot = history.root(of: known) else { return false }
        let former = Paths.join(formerRoot, input.pathBelowRoot)
        guard let there = FileIdentity(of: former), there != FileIdentity(of: input.path) else { return false }
        return !isCopy(input, of: former, known, isFinal: isFinal)
    }

    /// A digest of where a picture is, by which every way to it leads to the same record.
    func place(of input: PictureInput) -> UInt64 {
        ContentHash.short(Paths.join(roots.path(of: input), input.pathBelowRoot))
    }

    /// Whether it is byte for byte the picture that was recorded, which is still where it was.
    private func isCopy(
        _ input: PictureInput, of former: String, _ known: ManifestHistory.Entry, isFinal: Bool
    ) -> Bool {
        guard isUnchanged(input, since: known, isFinal: isFinal) else { return false }
        guard isFinal, comparison == .time || known.content == 0 else { return true }
        guard let hash = hash(ofFile: input.path) else { return false }
        return hash == self.hash(ofFile: former)
    }

    /// Whether nobody recorded it, and no run can have made it of which that is not to be expected: one that was
    /// killed, or one that began after this one.
    func isNobodys(_ output: ExistingOutput) -> Bool {
        output.maker == nil && !isGathered(output) && !isSuspect(output) && !isOfLaterRun(output)
    }

    /// Whether a run that was killed may have made it, and not been there any more to record it.
    func isSuspect(_ output: ExistingOutput) -> Bool { history.isSuspect(modified: output.modified, after: nil) }

    /// Whether such a run may have made one of those that are recorded.
    func isSuspect(_ outputs: [ExistingOutput], _ known: ManifestHistory.Entry) -> Bool {
        let isAsRecorded = known.hasTimes(of: outputs.map(\.recorded))
        return outputs.contains { output in
            history.isSuspect(modified: output.modified, after: known, isAsRecorded: isAsRecorded)
        }
    }

    /// Whether a run may have made it whose manifest was not there when this run read them.
    func isOfLaterRun(_ output: ExistingOutput) -> Bool {
        let known = Set(history.files.map { PathKey($0.path) } + [ownPath].compactMap { $0.map(PathKey.init) })
        return Self.files(in: place).contains { manifest in
            !known.contains(PathKey(manifest)) && output.modified >= ManifestHistory.time(inNameOf: manifest)
        }
    }
}
