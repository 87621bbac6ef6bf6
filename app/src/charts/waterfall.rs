//! Signed parts that add up: each bar starts where the one above it ended.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{LETTER, Mark, Role, Sheet, Width};

/// One addend.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub name: String,
    pub points: f64,
}

/// Draws `parts` and their total on `0..=scale`.
pub fn waterfall(parts: &[Part], total: f64, scale: f64, width: Width) -> (Vec<Mark>, u32) {
    let line: u32 = if width == Width::Narrow { 38 } else { 26 };
    let height = line * (parts.len() as u32 + 1) + 22;
    let mut marks = Vec::new();
    let sheet = Sheet::new(&mut marks, (width.pixels(), height)).into_drawing_area();
    // The backend cannot fail; a chart too small to lay out stays empty.
    let _ = draw(&sheet, parts, total, scale, width);
    drop(sheet);
    (marks, height)
}

fn draw(
    sheet: &DrawingArea<Sheet<'_>, Shift>,
    parts: &[Part],
    total: f64,
    scale: f64,
    width: Width,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    // Parts may run past the scale on their way to the clamped total.
    let (mut low, mut high, mut sum) = (0.0_f64, scale, 0.0);
    for part in parts {
        sum += part.points;
        low = low.min(sum);
        high = high.max(sum);
    }
    let narrow = width == Width::Narrow;
    let count = parts.len() as f64 + 1.0;
    let mut chart = ChartBuilder::on(sheet)
        .margin_left(if narrow { 0 } else { 176 })
        .margin_right(58)
        .margin_bottom(22)
        .build_cartesian_2d(low..high, count..0.0)
        .map_err(|_| "no room")?;
    let text = |role: Role, h, v| {
        ("sans-serif", LETTER)
            .into_font()
            .color(&role.color())
            .pos(Pos::new(h, v))
    };

    for quarter in 0..=4 {
        let value = scale / 4.0 * f64::from(quarter);
        let role = if quarter == 0 { Role::Axis } else { Role::Grid };
        let _ = chart.draw_series([PathElement::new(
            vec![(value, 0.0), (value, count)],
            role.color().stroke_width(1),
        )]);
        let _ = chart.draw_series([EmptyElement::at((value, count))
            + Text::new(
                format!("{value:.0}"),
                (0, 7),
                text(Role::Quiet, HPos::Center, VPos::Top),
            )]);
    }

    let mut from = 0.0;
    let lines = parts
        .iter()
        .map(|part| (part.name.as_str(), part.points, false))
        .chain([("Risk", total, true)]);
    for (at, (name, points, is_total)) in lines.enumerate() {
        let top = at as f64;
        let (upper, lower) = if narrow { (0.52, 0.88) } else { (0.18, 0.82) };
        let start = if is_total { 0.0 } else { from };
        let end = start + points;
        let role = match (is_total, points < 0.0) {
            (true, _) => Role::Total,
            (false, true) => Role::Against,
            (false, false) => Role::For,
        };
        let shown = if is_total {
            format!("{points:.0}")
        } else {
            crate::format::signed(points, 1)
        };
        let _ = chart.draw_series([Rectangle::new(
            [(start, top + upper), (end, top + lower)],
            role.color().filled(),
        )]);
        let (anchor, offset, style) = if narrow {
            (
                top + upper - 0.06,
                (0, 0),
                text(Role::Text, HPos::Left, VPos::Bottom),
            )
        } else {
            (
                top + (upper + lower) / 2.0,
                (-12, 0),
                text(Role::Text, HPos::Right, VPos::Center),
            )
        };
        let _ = chart.draw_series([
            EmptyElement::at((low, anchor)) + Text::new(name.to_owned(), offset, style)
        ]);
        let _ = chart.draw_series([EmptyElement::at((high, top + (upper + lower) / 2.0))
            + Text::new(shown, (52, 0), text(Role::Text, HPos::Right, VPos::Center))]);
        from = end;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Shape;
    use super::*;

    #[test]
    fn each_part_starts_where_the_last_one_ended() {
        let parts: Vec<_> = [
            ("severity", 40.0),
            ("techniques", 20.0),
            ("mitigation", -10.0),
        ]
        .map(|(name, points)| Part {
            name: name.into(),
            points,
        })
        .into();
        let (marks, _) = waterfall(&parts, 50.0, 100.0, Width::Wide);
        let bars: Vec<_> = marks
            .iter()
            .filter_map(|mark| match mark.shape {
                Shape::Rect { x, width, .. } => Some((mark.role, x, x + width)),
                _ => None,
            })
            .collect();
        assert_eq!(bars.len(), 4);
        assert_eq!(bars[0].2, bars[1].1);
        assert_eq!(bars[1].2, bars[2].2);
        assert_eq!(bars[2].0, Role::Against);
        assert_eq!((bars[3].0, bars[3].1), (Role::Total, bars[0].1));
        assert_eq!(bars[3].2, bars[2].1);
    }
}
