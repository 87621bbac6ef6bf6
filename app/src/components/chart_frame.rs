//! A chart with its title, a sentence on what it shows, and the same numbers as a table.

use leptos::prelude::*;

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
    view! {
        <figure class="chart">
            <figcaption>
                <h3>{title}</h3>
                <p class="quiet">{description}</p>
            </figcaption>
            {children()}
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
