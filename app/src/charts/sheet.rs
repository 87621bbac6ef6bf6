//! The drawing backend: writes down what `plotters` draws, as data.
//!
//! It never rasterises, never measures fonts and never writes markup.

use std::convert::Infallible;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::Role;

/// Where a text is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// One thing drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub role: Role,
    pub shape: Shape,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Rect {
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        filled: bool,
    },
    Path {
        points: Vec<BackendCoord>,
        filled: bool,
    },
    Circle {
        x: i32,
        y: i32,
        radius: u32,
        filled: bool,
    },
    Text {
        x: i32,
        /// The baseline.
        y: i32,
        anchor: Anchor,
        text: String,
    },
}

/// A sheet of a given size that collects marks.
pub struct Sheet<'a> {
    marks: &'a mut Vec<Mark>,
    size: (u32, u32),
}

impl<'a> Sheet<'a> {
    pub fn new(marks: &'a mut Vec<Mark>, size: (u32, u32)) -> Self {
        Self { marks, size }
    }

    fn put(&mut self, color: BackendColor, shape: Shape) -> Result<(), Error> {
        if color.alpha > 0.0 {
            self.marks.push(Mark {
                role: Role::of(color.rgb),
                shape,
            });
        }
        Ok(())
    }
}

type Error = DrawingErrorKind<Infallible>;

impl DrawingBackend for Sheet<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Result<(), Error> {
        self.put(
            color,
            Shape::Rect {
                x,
                y,
                width: 1,
                height: 1,
                filled: true,
            },
        )
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Result<(), Error> {
        self.put(
            style.color(),
            Shape::Path {
                points: vec![from, to],
                filled: false,
            },
        )
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), Error> {
        self.put(
            style.color(),
            Shape::Rect {
                x: upper_left.0.min(bottom_right.0),
                y: upper_left.1.min(bottom_right.1),
                width: (bottom_right.0 - upper_left.0).abs(),
                height: (bottom_right.1 - upper_left.1).abs(),
                filled: fill,
            },
        )
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), Error> {
        self.put(
            style.color(),
            Shape::Path {
                points: path.into_iter().collect(),
                filled: false,
            },
        )
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result<(), Error> {
        self.put(
            style.color(),
            Shape::Circle {
                x,
                y,
                radius,
                filled: fill,
            },
        )
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vertices: I,
        style: &S,
    ) -> Result<(), Error> {
        self.put(
            style.color(),
            Shape::Path {
                points: vertices.into_iter().collect(),
                filled: true,
            },
        )
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        (x, y): BackendCoord,
    ) -> Result<(), Error> {
        let anchor = style.anchor();
        // Baselines are set here rather than by `dominant-baseline`, which not every SVG reader
        // honours: capitals are about 0.7 of the letter size high.
        let size = style.size();
        let drop = match anchor.v_pos {
            VPos::Top => size * 0.9,
            VPos::Center => size * 0.35,
            VPos::Bottom => -size * 0.2,
        };
        self.put(
            style.color(),
            Shape::Text {
                x,
                y: y + drop.round() as i32,
                anchor: match anchor.h_pos {
                    HPos::Left => Anchor::Start,
                    HPos::Center => Anchor::Middle,
                    HPos::Right => Anchor::End,
                },
                text: text.to_owned(),
            },
        )
    }

    /// A guess from the number of letters: enough to place labels, the same on every machine.
    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), Error> {
        let letters = text.chars().count() as f64;
        Ok((
            (letters * style.size() * 0.58).ceil() as u32,
            style.size().ceil() as u32,
        ))
    }
}

#[cfg(test)]
mod tests {
    use plotters::prelude::*;

    use super::*;

    #[test]
    fn text_is_kept_as_it_is_and_roles_come_back() {
        let hostile = "</text><script>alert(1)</script>\u{202e}";
        let mut marks = Vec::new();
        {
            let area = Sheet::new(&mut marks, (100, 50)).into_drawing_area();
            let style = ("x", 12).into_font().color(&Role::Quiet.color());
            area.draw(&Text::new(hostile.to_owned(), (10, 10), style))
                .unwrap();
            area.draw(&Rectangle::new(
                [(30, 40), (5, 6)],
                Role::Uncertain.color().filled(),
            ))
            .unwrap();
        }
        assert_eq!(marks.len(), 2);
        assert_eq!(marks[0].role, Role::Quiet);
        assert!(matches!(&marks[0].shape, Shape::Text { text, .. } if text == hostile));
        assert_eq!(
            marks[1],
            Mark {
                role: Role::Uncertain,
                shape: Shape::Rect {
                    x: 5,
                    y: 6,
                    width: 25,
                    height: 34,
                    filled: true
                }
            }
        );
    }
}
