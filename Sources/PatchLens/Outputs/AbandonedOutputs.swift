import AttentionExport

extension OutputPlan {
    /// Removes what runs that were killed left unfinished in the folders that this run writes into. Files that other
    /// processes are writing stay.
    public func removeAbandonedFiles() {
        folder.removeAbandonedFiles()
        var folders: Set<PathKey> = []
        for case .picture(let picture) in entries {
            for output in picture.outputs.all { folders.insert(PathKey(Paths.split(output).folder)) }
        }
        for folder in folders where folder != PathKey(self.folder.path) { AbandonedFiles.remove(in: folder.path) }
    }
}

extension OutputFolder {
    /// Removes what was left unfinished in the folder itself and by the manifest, not in the folders below.
    public func removeAbandonedFiles() {
        // Runs that only report have none.
        guard !path.isEmpty else { return }
        AbandonedFiles.remove(in: path)
        AbandonedFiles.remove(in: Paths.join(path, RunManifest.folderName))
    }
}
