import PatchLens

/// What a run is made of when the model is loaded, where it needs one.
struct PreparedWork {
    let workers: Workers
    let memory: RunMemory?
    let work: FolderRun.Work

    init(by workers: Workers, within memory: RunMemory? = nil, _ work: @escaping FolderRun.Work) {
        self.workers = workers
        self.memory = memory
        self.work = work
    }
}
