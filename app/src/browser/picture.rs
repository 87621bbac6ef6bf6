//! Charts and tables as files: what stands on the page, saved as it looks.
//!
//! A picture is the drawing itself with its colours written out, since the style sheet stays behind.
//! Nothing is sent anywhere.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

const SVG: &str = "http://www.w3.org/2000/svg";
/// What the style sheet says of a mark.
const STYLES: [&str; 8] = [
    "fill",
    "stroke",
    "stroke-width",
    "opacity",
    "font-family",
    "font-size",
    "font-weight",
    "font-variant-numeric",
];
/// Around the drawing, and for the title above it.
const MARGIN: f64 = 16.0;
const HEAD: f64 = 28.0;
/// Pixels of a PNG for one of the drawing: sharp on paper and on dense screens.
const DENSITY: f64 = 2.0;

/// Saves a text under a name.
pub fn save_text(name: &str, kind: &str, text: &str) {
    let text = String::from(js_sys::encode_uri_component(text));
    save(name, &format!("data:{kind};charset=utf-8,{text}"));
}

/// Saves the chart in which something was pressed.
pub fn save_svg(event: &ev::MouseEvent, name: &str, title: &str) {
    if let Some((picture, ..)) = picture(event, title) {
        save_text(name, "image/svg+xml", &picture);
    }
}

/// The same in pixels.
pub fn save_png(event: &ev::MouseEvent, name: &str, title: &str) {
    let Some((picture, width, height)) = picture(event, title) else {
        return;
    };
    let name = name.to_owned();
    leptos::task::spawn_local(async move {
        if let Ok(pixels) = pixels(&picture, width * DENSITY, height * DENSITY).await {
            save(&name, &pixels);
        }
    });
}

fn save(name: &str, address: &str) {
    let link = document().create_element("a").ok();
    if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = link.set_attribute("href", address);
        let _ = link.set_attribute("download", name);
        link.click();
    }
}

async fn pixels(picture: &str, width: f64, height: f64) -> Result<String, JsValue> {
    let image = web_sys::HtmlImageElement::new()?;
    let text = String::from(js_sys::encode_uri_component(picture));
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{text}"));
    JsFuture::from(image.decode()).await?;
    let canvas: web_sys::HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: web_sys::CanvasRenderingContext2d = context.dyn_into()?;
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    canvas.to_data_url()
}

/// The chart on show as a document of its own, with its width and height.
fn picture(event: &ev::MouseEvent, title: &str) -> Option<(String, f64, f64)> {
    let button: Element = event.target()?.dyn_into().ok()?;
    let figure = button.closest("figure").ok()??;
    let drawing = all(&figure, ".drawing")
        .into_iter()
        .find(|drawing| style(drawing, "display") != "none")?;
    let view_box = drawing.get_attribute("viewBox")?;
    let mut sizes = view_box
        .split(' ')
        .skip(2)
        .map_while(|n| n.parse::<f64>().ok());
    let (inner_width, inner_height) = (sizes.next()?, sizes.next()?);
    let (width, height) = (
        inner_width + 2.0 * MARGIN,
        inner_height + 2.0 * MARGIN + HEAD,
    );
    let copy = coloured(&drawing)?;
    for (name, value) in [
        ("xmlns", SVG.to_owned()),
        ("width", width.to_string()),
        ("height", height.to_string()),
        (
            "viewBox",
            format!("{} {} {width} {height}", -MARGIN, -MARGIN - HEAD),
        ),
    ] {
        copy.set_attribute(name, &value).ok()?;
    }
    let hatch = document().query_selector(".hatch defs").ok()??;
    let first = copy.first_child();
    for part in [
        coloured(&hatch)?,
        ground(&figure, width, height)?,
        heading(&figure, title)?,
    ] {
        copy.insert_before(&part, first.as_ref()).ok()?;
    }
    let written = web_sys::XmlSerializer::new().ok()?;
    Some((written.serialize_to_string(&copy).ok()?, width, height))
}

/// A copy that needs no style sheet and leads nowhere.
fn coloured(element: &Element) -> Option<Element> {
    let copy: Element = element.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
    for (from, to) in all(element, "*").iter().zip(all(&copy, "*")) {
        for name in STYLES {
            let _ = to.set_attribute(name, &style(from, name));
        }
        for name in ["class", "href", "aria-label"] {
            let _ = to.remove_attribute(name);
        }
    }
    for name in ["class", "role", "aria-hidden"] {
        let _ = copy.remove_attribute(name);
    }
    Some(copy)
}

fn ground(figure: &Element, width: f64, height: f64) -> Option<Element> {
    let panel = figure.closest(".panel").ok()??;
    made(
        "rect",
        &[
            ("x", (-MARGIN).to_string()),
            ("y", (-MARGIN - HEAD).to_string()),
            ("width", width.to_string()),
            ("height", height.to_string()),
            ("fill", style(&panel, "background-color")),
        ],
    )
}

fn heading(figure: &Element, title: &str) -> Option<Element> {
    let text = made(
        "text",
        &[
            ("y", (-HEAD / 2.0).to_string()),
            ("fill", style(figure, "color")),
            ("font-family", style(figure, "font-family")),
            ("font-size", "14".to_owned()),
            ("font-weight", "600".to_owned()),
        ],
    )?;
    text.set_text_content(Some(title));
    Some(text)
}

fn made(tag: &str, attributes: &[(&str, String)]) -> Option<Element> {
    let element = document().create_element_ns(Some(SVG), tag).ok()?;
    for (name, value) in attributes {
        element.set_attribute(name, value).ok()?;
    }
    Some(element)
}

fn style(element: &Element, name: &str) -> String {
    let styles = window().get_computed_style(element).ok().flatten();
    styles
        .and_then(|styles| styles.get_property_value(name).ok())
        .unwrap_or_default()
}

fn all(element: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = element.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into().ok())
        .collect()
}
