import PatchLens
import PatchLensCommand
import Testing

@Suite struct ShownTextTests {
    @Test(arguments: [
        ("plain é 猫.png", "plain é 猫.png"), ("a\nb", "a\\x0Ab"), ("\u{1B}[2J\r", "\\x1B[2J\\x0D"),
    ])
    func keepsToOneLine(text: String, shown: String) { #expect(ShownText.oneLine(text) == shown) }

    @Test(arguments: [
        (0.04, "0.0 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (200, "3 min 20 s"),
        (7500, "2 h 5 min"),
    ])
    func showsDurations(seconds: Double, shown: String) { #expect(ShownText.duration(seconds: seconds) == shown) }
}

@Suite struct ProgressLineTests {
    private func line(_ outcomes: [PictureReport.Status], of total: Int, after seconds: Double) -> String {
        let start = ContinuousClock.now
        var progress = ProgressLine(total: total, start: start)
        for status in outcomes { progress.add(status) }
        return progress.text(at: start + .seconds(seconds))
    }

    @Test func foretellsTheRestFromWhatWasWorkedOn() {
        #expect(
            line([.done, .done, .failed, .done], of: 40, after: 2) == "4 of 40, 1 failed, 2.0 pictures/s, 18 s left")
    }

    @Test func doesNotCountWhatWasLeftAlone() {
        #expect(line([.skipped, .skipped, .done], of: 5, after: 4) == "3 of 5, 2 skipped, 0.3 pictures/s, 8.0 s left")
        #expect(line([.skipped], of: 5, after: 1) == "1 of 5, 1 skipped")
    }
}
