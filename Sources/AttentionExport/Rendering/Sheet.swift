import ImageDecoding

/// Several pictures on one sheet of paper.
final class Sheet: RowSource {
    /// A picture and where its upper left corner lies.
    struct Panel {
        let top: Int
        let left: Int
        let source: any RowSource

        var bottom: Int { top + source.size.height }
        var right: Int { left + source.size.width }
    }

    let size: PictureSize
    private let panels: [Panel]

    /// As large as the panels need, and a margin below and to the right of them; they must not overlap.
    init(_ panels: [Panel], margin: Int = 0) {
        size = PictureSize(
            height: (panels.map(\.bottom).max() ?? 0) + margin, width: (panels.map(\.right).max() ?? 0) + margin)
        self.panels = panels
    }

    private init(size: PictureSize, panels: [Panel]) {
        self.size = size
        self.panels = panels
    }

    func twin() -> any RowSource {
        Sheet(
            size: size, panels: panels.map { Panel(top: $0.top, left: $0.left, source: $0.source.twin()) })
    }

    func write(row: Int, to output: UnsafeMutablePointer<UInt8>) {
        output.update(repeating: RGB.paper.red, count: size.width * 3)
        for panel in panels where row >= panel.top && row < panel.bottom {
            panel.source.write(row: row - panel.top, to: output + panel.left * 3)
        }
    }
}
