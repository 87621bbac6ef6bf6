//! A chart with its title, a sentence on what it shows, the same numbers as a table, and both as
//! files.

use leptos::ev;
use leptos::prelude::*;

use super::{Icon, IconName};
use crate::browser;

/// The numbers behind a chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Twin {
    pub head: Vec<String>,
    /// The first cell of a row names it.
    pub rows: Vec<Vec<String>>,
}

#[component]
pub fn ChartFrame(
    #[prop(into)] title: String,
    #[prop(into)] description: Signal<String>,
    #[prop(into)] twin: Signal<Twin>,
    children: Children,
) -> impl IntoView {
    let caption = title.clone();
    let heading = StoredValue::new(title.clone());
    let file = move |ending: &str| {
        let title = heading.get_value().to_lowercase();
        let words = title.split(|c: char| !c.is_alphanumeric());
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        format!("{}.{ending}", words.join("-"))
    };
    let save = move |kind: &'static str, run: Callback<ev::MouseEvent>| {
        view! {
            <button
                type="button"
                class="button button-quiet"
                aria-label=format!("Save “{}” as {kind}", heading.get_value())
                on:click=move |event| run.run(event)
            >
                {kind}
            </button>
        }
    };
    view! {
        <figure class="chart">
            <figcaption>
                <h3>{title}</h3>
                <p class="quiet">{description}</p>
            </figcaption>
            {children()}
            <div class="chart-save script-only">
                <Icon name=IconName::Download />
                {save(
                    "SVG",
                    Callback::new(move |event| {
                        browser::save_svg(&event, &file("svg"), &heading.get_value());
                    }),
                )}
                {save(
                    "PNG",
                    Callback::new(move |event| {
                        browser::save_png(&event, &file("png"), &heading.get_value());
                    }),
                )}
                {save(
                    "CSV",
                    Callback::new(move |_| {
                        browser::save_text(&file("csv"), "text/csv", &csv(&twin.get_untracked()));
                    }),
                )}
            </div>
            <details class="chart-twin">
                <summary>"Numbers"</summary>
                <div class="scroll-x">
                    <table class="table table-compact">
                        <caption class="visually-hidden">{caption}</caption>
                        {move || table(twin.get())}
                    </table>
                </div>
            </details>
        </figure>
    }
}

fn table(twin: Twin) -> impl IntoView {
    let head = twin
        .head
        .into_iter()
        .map(|cell| view! { <th scope="col">{cell}</th> })
        .collect_view();
    let rows = twin
        .rows
        .into_iter()
        .map(|row| {
            let mut cells = row.into_iter();
            let name = cells.next();
            let cells = cells
                .map(|cell| view! { <td class="number">{cell}</td> })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <thead>
            <tr>{head}</tr>
        </thead>
        <tbody>{rows}</tbody>
    }
}

/// The numbers as a program reads them: no separators of thousands, a plain minus.
fn csv(twin: &Twin) -> String {
    let mut text = String::new();
    for row in std::iter::once(&twin.head).chain(&twin.rows) {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            let cell = cell.replace('\u{2212}', "-");
            let number = cell.replace(',', "");
            if number.parse::<f64>().is_ok() {
                text.push_str(&number);
            } else if cell.contains([',', '"', '\n']) {
                text.push('"');
                text.push_str(&cell.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(&cell);
            }
        }
        text.push_str("\r\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_leave_as_numbers_and_words_as_words() {
        let cells = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let twin = Twin {
            head: cells(["Part", "Points", "Why"]),
            rows: vec![
                cells(["rows", "1,234", "88 %"]),
                cells(["doubt", "\u{2212}3.5", "milder, \"perhaps\""]),
            ],
        };
        assert_eq!(
            csv(&twin),
            "Part,Points,Why\r\nrows,1234,88 %\r\ndoubt,-3.5,\"milder, \"\"perhaps\"\"\"\r\n"
        );
    }
}
