import PatchLens
import PatchLensCommand
import Testing

@Suite struct ReportLineTests {
    private func plannedPicture() throws -> PlannedPicture {
        let input = PictureInput(path: "photos/a \"b\".png", root: "photos", directory: "", name: "a \"b\".png")
        let maps = try MapSelection(layers: .last, heads: .fused(.mean), layerCount: 12, headCount: 6)
        let naming = OutputNaming(PageDivision(maps.names(), layout: .overlay), savedMaps: .npy)
        let plan = try OutputPlan([.picture(input)], into: "out", naming: naming)
        guard case .picture(let picture) = try #require(plan.entries.first) else {
            throw PictureFailure(.input, .other, message: "none")
        }
        return picture
    }

    @Test func recordsWhatWasDone() throws {
        var times = StageTimes()
        times.decoding = 0.1
        times.encoding = 0.0236
        let geometry = PatchGeometry(
            original: PictureSize(height: 1600, width: 2560), resized: PictureSize(height: 224, width: 364),
            grid: PatchGrid(rows: 16, columns: 26, patchSize: 14))
        let report = PictureReport(
            done: try plannedPicture(), geometry: geometry, decoded: PictureSize(height: 400, width: 640),
            warnings: [.truncated, .animated], times: times)
        #expect(
            try ReportLine(report).text == #"""
                {"decoded":{"height":400,"width":640},"error":null,"grid":{"columns":26,"patchSize":14,"rows":16},"input":"photos/a \"b\".png",\#
                "outputs":["out/a \"b\".png","out/a \"b\".npy"],"seconds":0.124,\#
                "size":{"height":1600,"width":2560},"status":"done","warnings":["truncated","animated"]}
                """#)
    }

    @Test func recordsWhyAPictureFailed() throws {
        let report = PictureReport(failed: "bad.jpg", PictureFailure(.decode, .truncated, message: "cut off\nhere"))
        #expect(
            try ReportLine(report).text == #"""
                {"decoded":null,"error":{"code":"decode","kind":"truncated","message":"cut off\nhere","retryable":false},"grid":null,"input":"bad.jpg",\#
                "outputs":[],"seconds":0,"size":null,"status":"failed","warnings":[]}
                """#)
    }

    @Test(arguments: [PictureReport.Status.planned, .skipped])
    func recordsWhatWasNotRead(status: PictureReport.Status) throws {
        let line = try ReportLine(PictureReport(status, plannedPicture())).text
        #expect(line.hasSuffix(#""seconds":0,"size":null,"status":"\#(status.rawValue)","warnings":[]}"#))
    }
}
