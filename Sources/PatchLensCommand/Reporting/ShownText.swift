/// Text from outside, such as a file's name, fit for one line of a terminal.
package enum ShownText {
    /// Control characters, which could end the line or steer the terminal, become `\xNN`.
    package static func oneLine(_ text: String) -> String {
        // Nearly every text is so, and a run shows a path for each of a million pictures.
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
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

    /// `512 bytes`, `3.4 kB`, `88.2 MB`, `1.2 GB`: powers of ten, as disks and networks are sold.
    package static func bytes(_ count: Int) -> String {
        var (size, unit) = (Double(count), 0)
        let units = ["bytes", "kB", "MB", "GB", "TB"]
        // What would be rounded to 1000 of a unit is 1 of the next.
        while size >= 999.95, unit < units.count - 1 { (size, unit) = (size / 1000, unit + 1) }
        return unit == 0 ? "\(count) bytes" : "\((size * 10).rounded() / 10) \(units[unit])"
    }
}
