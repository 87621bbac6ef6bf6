//! Counts in equal bins of `0..=1`, with the threshold as a line: what is left of it is unsure.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{LETTER, Mark, Role, Sheet, Width};
use crate::format::count;

/// Draws `bins`, the first from 0, the last to 1.
pub fn histogram(bins: &[u64], threshold: f64, width: Width) -> (Vec<Mark>, u32) {
    let height = 220;
    let mut marks = Vec::new();
    let sheet = Sheet::new(&mut marks, (width.pixels(), height)).into_drawing_area();
    // The backend cannot fail; a chart too small to lay out stays empty.
    let _ = draw(&sheet, bins, threshold);
    drop(sheet);
    (marks, height)
}

/// A round number at or above `most` that four steps divide well.
fn ceiling(most: u64) -> u64 {
    let most = most.max(4);
    let mut step = 1;
    loop {
        for factor in [4, 8, 12, 20, 28] {
            if step * factor >= most {
                return step * factor;
            }
        }
        step *= 10;
    }
}

fn draw(
    sheet: &DrawingArea<Sheet<'_>, Shift>,
    bins: &[u64],
    threshold: f64,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let top = ceiling(bins.iter().copied().max().unwrap_or(0));
    let mut chart = ChartBuilder::on(sheet)
        .margin_top(20)
        .margin_right(8)
        .margin_left(52)
        .margin_bottom(24)
        .build_cartesian_2d(0.0..1.0, 0.0..top as f64)
        .map_err(|_| "no room")?;

    let text = |role: Role, h, v| {
        ("sans-serif", LETTER)
            .into_font()
            .color(&role.color())
            .pos(Pos::new(h, v))
    };
    for quarter in 0..=4_u32 {
        let value = top as f64 / 4.0 * f64::from(quarter);
        let role = if quarter == 0 { Role::Axis } else { Role::Grid };
        let _ = chart.draw_series([PathElement::new(
            vec![(0.0, value), (1.0, value)],
            role.color().stroke_width(1),
        )]);
        let _ = chart.draw_series([EmptyElement::at((0.0, value))
            + Text::new(
                count(top / 4 * u64::from(quarter)),
                (-8, 0),
                text(Role::Quiet, HPos::Right, VPos::Center),
            )]);
        let share = f64::from(quarter) / 4.0;
        let hold = match quarter {
            0 => HPos::Left,
            4 => HPos::Right,
            _ => HPos::Center,
        };
        let _ = chart.draw_series([EmptyElement::at((share, 0.0))
            + Text::new(
                format!("{share:.2}"),
                (0, 8),
                text(Role::Quiet, hold, VPos::Top),
            )]);
    }
    let step = 1.0 / bins.len().max(1) as f64;
    for (index, rows) in bins.iter().enumerate() {
        let from = index as f64 * step;
        let role = Role::Bin {
            index: index as u8,
            unsure: from + step <= threshold + 1e-6,
        };
        let _ = chart.draw_series([Rectangle::new(
            [
                (from + step * 0.08, *rows as f64),
                (from + step * 0.92, 0.0),
            ],
            role.color().filled(),
        )]);
    }
    let _ = chart.draw_series([PathElement::new(
        vec![(threshold, 0.0), (threshold, top as f64)],
        Role::Threshold.color().stroke_width(1),
    )]);
    let hold = if threshold > 0.8 {
        HPos::Right
    } else if threshold < 0.2 {
        HPos::Left
    } else {
        HPos::Center
    };
    let _ = chart.draw_series([EmptyElement::at((threshold, top as f64))
        + Text::new(
            format!("threshold {threshold:.2}"),
            (0, -6),
            text(Role::Quiet, hold, VPos::Bottom),
        )]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Shape;
    use super::*;

    #[test]
    fn every_bin_is_drawn_and_the_threshold_parts_them() {
        let mut bins = [0; 20];
        bins[3] = 7;
        bins[19] = 1_000_000;
        for width in Width::ALL {
            let (marks, _) = histogram(&bins, 0.5, width);
            let drawn: Vec<_> = marks
                .iter()
                .filter_map(|mark| match (mark.role, &mark.shape) {
                    (Role::Bin { index, unsure }, Shape::Rect { height, .. }) => {
                        Some((index, unsure, *height))
                    }
                    _ => None,
                })
                .collect();
            assert_eq!(drawn.len(), 20);
            assert!(
                drawn
                    .iter()
                    .all(|(index, unsure, _)| *unsure == (*index < 10))
            );
            assert!(drawn[19].2 > 100);
            assert_eq!(drawn[0].2, 0);
        }
    }

    #[test]
    fn the_axis_ends_on_a_round_number() {
        for (most, end) in [
            (0, 4),
            (4, 4),
            (5, 8),
            (9, 12),
            (13, 20),
            (29, 40),
            (99_999, 120_000),
        ] {
            assert_eq!(ceiling(most), end, "{most}");
            assert_eq!(ceiling(most) % 4, 0);
        }
    }
}
