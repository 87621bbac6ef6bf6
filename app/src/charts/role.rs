//! What a mark of a chart stands for. The style sheet turns roles into colours, for both themes.

use plotters::style::RGBColor;
use taxonomy::Label;

/// `plotters` passes colours through, so a role travels as one: red says which, green the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Axis,
    Grid,
    Text,
    Quiet,
    Threshold,
    Label(Label),
    Uncertain,
    /// A bin of a histogram; below the threshold or not.
    Bin {
        index: u8,
        unsure: bool,
    },
    For,
    Against,
    Total,
}

impl Role {
    pub const fn color(self) -> RGBColor {
        match self {
            Self::Axis => RGBColor(0, 0, 0),
            Self::Grid => RGBColor(1, 0, 0),
            Self::Text => RGBColor(2, 0, 0),
            Self::Quiet => RGBColor(3, 0, 0),
            Self::Threshold => RGBColor(4, 0, 0),
            Self::Label(label) => RGBColor(5, label.index() as u8, 0),
            Self::Uncertain => RGBColor(6, 0, 0),
            Self::Bin { index, unsure } => RGBColor(7, index, unsure as u8),
            Self::For => RGBColor(8, 0, 0),
            Self::Against => RGBColor(9, 0, 0),
            Self::Total => RGBColor(10, 0, 0),
        }
    }

    /// The role a colour carries; anything unknown is drawn as an axis.
    pub fn of((red, green, blue): (u8, u8, u8)) -> Self {
        match red {
            1 => Self::Grid,
            2 => Self::Text,
            3 => Self::Quiet,
            4 => Self::Threshold,
            5 => Label::ALL
                .get(green as usize)
                .map_or(Self::Axis, |label| Self::Label(*label)),
            6 => Self::Uncertain,
            7 => Self::Bin {
                index: green,
                unsure: blue == 1,
            },
            8 => Self::For,
            9 => Self::Against,
            10 => Self::Total,
            _ => Self::Axis,
        }
    }

    pub fn class(self) -> String {
        match self {
            Self::Axis => "mark-axis".into(),
            Self::Grid => "mark-grid".into(),
            Self::Text => "mark-text".into(),
            Self::Quiet => "mark-quiet".into(),
            Self::Threshold => "mark-threshold".into(),
            Self::Label(label) => format!("mark-label label-{}", label.id()),
            Self::Uncertain => "mark-uncertain".into(),
            Self::Bin { unsure: false, .. } => "mark-bin".into(),
            Self::Bin { unsure: true, .. } => "mark-uncertain".into(),
            Self::For => "mark-for".into(),
            Self::Against => "mark-against".into(),
            Self::Total => "mark-total".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_survives_the_trip_through_a_colour() {
        let mut roles = vec![
            Role::Axis,
            Role::Grid,
            Role::Text,
            Role::Quiet,
            Role::Threshold,
            Role::Uncertain,
            Role::For,
            Role::Against,
            Role::Total,
        ];
        roles.extend(Label::ALL.map(Role::Label));
        roles.extend((0..20).map(|index| Role::Bin {
            index,
            unsure: index < 10,
        }));
        for role in roles {
            let RGBColor(r, g, b) = role.color();
            assert_eq!(Role::of((r, g, b)), role);
        }
        assert_eq!(Role::of((5, 200, 0)), Role::Axis);
    }
}
