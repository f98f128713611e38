extension RunManifest {
    /// What a run has to do, and which options are why pictures that are there are drawn again.
    public struct Outlook: Sendable {
        /// Pictures to draw.
        public internal(set) var count = 0
        /// Those of them that other options made.
        public internal(set) var changed = 0
        /// Which options, as they were and as they are, each once.
        public internal(set) var differences: [String] = []
    }

    /// Looks at every picture of a plan, reading none.
    public func outlook(on plan: OutputPlan) -> Outlook {
        var outlook = Outlook()
        var formerRuns: Set<String> = []
        for case .picture(let picture) in plan.entries {
            guard case .work(let former) = decision(on: picture, isFinal: false) else { continue }
            outlook.count += 1
            guard let former else { continue }
            outlook.changed += 1
            guard formerRuns.insert(former.hashes).inserted else { continue }
            outlook.differences += identity.differences(from: former).filter { !outlook.differences.contains($0) }
        }
        return outlook
    }
}
