/// Text from outside, such as a file's name, fit for one line of a terminal.
package enum ShownText {
    /// Control characters, which could end the line or steer the terminal, become `\xNN`.
    package static func oneLine(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            if scalar.properties.generalCategory == .control {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                shown += "\\x" + (digits.count < 2 ? "0" : "") + digits
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`: two figures are enough to wait by.
    package static func duration(seconds: Double) -> String {
        let tenths = (seconds * 10).rounded() / 10
        if tenths < 10 { return "\(tenths) s" }
        let whole = Int(seconds.rounded())
        let (minutes, hours) = (whole / 60, whole / 3600)
        if minutes == 0 { return "\(whole) s" }
        return hours == 0 ? "\(minutes) min \(whole % 60) s" : "\(hours) h \(minutes % 60) min"
    }
}
