//! Horizontal bars from zero, one a line, the number at the end of the bar.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{LETTER, Mark, Role, Sheet, Width};

/// One line of a bar chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    pub name: String,
    pub value: f64,
    /// The value in words, drawn at the bar's end.
    pub shown: String,
    pub role: Role,
}

/// Draws `lines` against `0..=scale`; a `threshold` stands as a line across all of them.
pub fn bars(lines: &[Bar], scale: f64, threshold: Option<f64>, width: Width) -> (Vec<Mark>, u32) {
    let names = match width {
        Width::Wide => 176,
        Width::Narrow => 0,
    };
    let line_height: u32 = match width {
        Width::Wide => 26,
        Width::Narrow => 38,
    };
    let height = line_height * lines.len().max(1) as u32 + 22;
    let mut marks = Vec::new();
    let sheet = Sheet::new(&mut marks, (width.pixels(), height)).into_drawing_area();
    // The backend cannot fail; a chart too small to lay out stays empty.
    let _ = draw(&sheet, lines, scale, threshold, names, width);
    drop(sheet);
    (marks, height)
}

fn draw(
    sheet: &DrawingArea<Sheet<'_>, Shift>,
    lines: &[Bar],
    scale: f64,
    threshold: Option<f64>,
    names: u32,
    width: Width,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>>
where
{
    let scale = if scale > 0.0 { scale } else { 1.0 };
    let count = lines.len().max(1) as f64;
    let mut chart = ChartBuilder::on(sheet)
        .margin_left(names)
        .margin_right(58)
        .margin_bottom(22)
        .build_cartesian_2d(0.0..scale, count..0.0)
        .map_err(|_| "no room")?;

    let text = |role: Role, h, v| {
        ("sans-serif", LETTER)
            .into_font()
            .color(&role.color())
            .pos(Pos::new(h, v))
    };
    let narrow = width == Width::Narrow;
    for (at, line) in lines.iter().enumerate() {
        let top = at as f64;
        let (from, to) = if narrow { (0.52, 0.88) } else { (0.18, 0.82) };
        let middle = top + (from + to) / 2.0;
        let value = line.value.clamp(0.0, scale);
        let _ = chart.draw_series([
            Rectangle::new(
                [(0.0, top + from), (scale, top + to)],
                Role::Grid.color().filled(),
            ),
            Rectangle::new(
                [(0.0, top + from), (value, top + to)],
                line.role.color().filled(),
            ),
        ]);
        let (x, y, style) = if narrow {
            (0, 0, text(Role::Text, HPos::Left, VPos::Bottom))
        } else {
            (-12, 0, text(Role::Text, HPos::Right, VPos::Center))
        };
        let anchor = if narrow { top + from - 0.06 } else { middle };
        let _ = chart.draw_series([
            EmptyElement::at((0.0, anchor)) + Text::new(line.name.clone(), (x, y), style)
        ]);
        let _ = chart.draw_series([EmptyElement::at((scale, middle))
            + Text::new(
                line.shown.clone(),
                (52, 0),
                text(Role::Text, HPos::Right, VPos::Center),
            )]);
    }
    if let Some(threshold) = threshold {
        let _ = chart.draw_series([PathElement::new(
            vec![(threshold, 0.0), (threshold, count)],
            Role::Threshold.color().stroke_width(1),
        )]);
        let _ = chart.draw_series([EmptyElement::at((threshold, count))
            + Text::new(
                format!("threshold {threshold:.2}"),
                (0, 7),
                text(Role::Quiet, HPos::Center, VPos::Top),
            )]);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Shape;
    use super::*;

    fn line(name: &str, value: f64) -> Bar {
        Bar {
            name: name.into(),
            value,
            shown: format!("{value:.2}"),
            role: Role::For,
        }
    }

    fn lengths(marks: &[Mark]) -> Vec<i32> {
        marks
            .iter()
            .filter(|mark| mark.role == Role::For)
            .map(|mark| match mark.shape {
                Shape::Rect { width, .. } => width,
                _ => panic!("a bar is a rectangle"),
            })
            .collect()
    }

    #[test]
    fn lengths_are_in_proportion_and_start_at_zero() {
        for width in Width::ALL {
            let (marks, _) = bars(
                &[line("a", 1.0), line("b", 0.5), line("c", 0.0)],
                1.0,
                Some(0.5),
                width,
            );
            let lengths = lengths(&marks);
            assert!(lengths[0] > 200, "{lengths:?}");
            assert!((lengths[0] - 2 * lengths[1]).abs() <= 1, "{lengths:?}");
            assert_eq!(lengths[2], 0);
        }
    }

    #[test]
    fn hostile_names_and_values_do_not_break_a_chart() {
        let (marks, height) = bars(
            &[
                line("<img src=x onerror=alert(1)>", f64::NAN),
                line("\0\u{202e}\u{1f4a9}", f64::INFINITY),
                line("", -3.0),
            ],
            1.0,
            None,
            Width::Wide,
        );
        assert!(height > 0);
        assert!(marks.iter().any(
            |mark| matches!(&mark.shape, Shape::Text { text, .. } if text.starts_with("<img"))
        ));
        let (empty, _) = bars(&[], 0.0, None, Width::Narrow);
        assert!(empty.iter().all(|mark| mark.role != Role::For));
    }
}
