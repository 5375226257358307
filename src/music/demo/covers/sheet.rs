//! A square sheet of paper, 300 units wide, as SVG being written.
//!
//! Must never: write anything but shapes with presentation attributes; pages forbid styles and scripts.

use std::fmt::Write;

/// The sheet's width and height.
pub(super) const SIDE: i32 = 300;

/// What has been drawn so far; later shapes lie over earlier ones.
pub(super) struct Sheet {
    svg: String,
}

impl Sheet {
    /// A sheet in one colour.
    pub(super) fn new(ground: &str) -> Self {
        let mut sheet = Self {
            svg: "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 300 300\" width=\"300\" height=\"300\">"
                .to_owned(),
        };
        sheet.rect(0, 0, SIDE, SIDE, ground);
        sheet
    }

    /// A rectangle from its upper left corner. Its edges fall on whole pixels, so that neighbours meet.
    pub(super) fn rect(&mut self, x: i32, y: i32, width: i32, height: i32, ink: &str) {
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{ink}\" shape-rendering=\"crispEdges\"/>"
        ));
    }

    /// A disc.
    pub(super) fn disc(&mut self, x: i32, y: i32, radius: i32, ink: &str) {
        self.put(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{ink}\"/>"));
    }

    /// A disc that lets `percent` of what is below shine through.
    pub(super) fn clear_disc(&mut self, x: i32, y: i32, radius: i32, ink: &str, percent: i32) {
        let opacity = 100 - percent;
        self.put(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{ink}\" fill-opacity=\"{opacity}%\"/>"
        ));
    }

    /// A circle.
    pub(super) fn ring(&mut self, x: i32, y: i32, radius: i32, width: i32, ink: &str) {
        self.put(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"{width}\"/>"
        ));
    }

    /// A filled path, in SVG's own path notation.
    pub(super) fn path(&mut self, path: &str, ink: &str) {
        self.put(format_args!("<path d=\"{path}\" fill=\"{ink}\"/>"));
    }

    /// A filled path with a hair's breadth more around it, so that no gap shows between neighbours.
    pub(super) fn snug_path(&mut self, path: &str, ink: &str) {
        self.put(format_args!("<path d=\"{path}\" fill=\"{ink}\" stroke=\"{ink}\" stroke-width=\".7\"/>"));
    }

    /// A line along a path.
    pub(super) fn line(&mut self, path: &str, width: i32, ink: &str) {
        self.put(format_args!(
            "<path d=\"{path}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"{width}\" stroke-linecap=\"round\"/>"
        ));
    }

    /// Turns what `draw` draws by `degrees` around the point.
    pub(super) fn turned(&mut self, degrees: i32, x: i32, y: i32, draw: impl FnOnce(&mut Self)) {
        self.put(format_args!("<g transform=\"rotate({degrees} {x} {y})\">"));
        draw(self);
        self.svg.push_str("</g>");
    }

    /// The finished picture.
    pub(super) fn into_svg(mut self) -> String {
        self.svg.push_str("</svg>");
        self.svg
    }

    fn put(&mut self, shape: std::fmt::Arguments<'_>) {
        self.svg.write_fmt(shape).expect("because a string takes everything");
    }
}
