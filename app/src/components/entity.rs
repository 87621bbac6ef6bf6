//! What an analyst copies out of a text: defanged, so that nothing here can be clicked by mistake.

use leptos::prelude::*;
use text::{Entity, IpScope};

use super::CopyButton;
use crate::format::count;

/// The kind's name, with where an address belongs.
pub fn entity_kind(entity: &Entity) -> String {
    let scope = match entity.scope {
        Some(IpScope::Public) => ", public",
        Some(IpScope::Private) => ", private",
        Some(IpScope::Loopback) => ", loopback",
        Some(IpScope::LinkLocal) => ", link-local",
        Some(IpScope::Documentation) => ", documentation",
        Some(IpScope::Multicast) => ", multicast",
        Some(IpScope::Reserved) => ", reserved",
        None => "",
    };
    format!("{}{scope}", entity.kind.name())
}

#[component]
pub fn EntityTable(entities: Vec<Entity>) -> impl IntoView {
    if entities.is_empty() {
        return view! {
            <p class="quiet">
                "The text names no address, host, file, account or other thing to look up."
            </p>
        }
        .into_any();
    }
    let all = entities
        .iter()
        .map(Entity::defanged)
        .collect::<Vec<_>>()
        .join("\n");
    let rows = entities
        .into_iter()
        .map(|entity| {
            let value = entity.defanged();
            view! {
                <tr>
                    <th scope="row">{entity_kind(&entity)}</th>
                    <td class="entity">
                        <code>{value.clone()}</code>
                    </td>
                    <td class="number">{count(entity.spans.len() as u64)}</td>
                    <td class="tools">
                        <CopyButton text=value.clone() what=value />
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll-x">
            <table class="table">
                <caption class="visually-hidden">"Entities in the text, defanged"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Kind"</th>
                        <th scope="col">"Value, defanged"</th>
                        <th scope="col" class="number">
                            "Times"
                        </th>
                        <th scope="col">
                            <span class="visually-hidden">"Copy"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <CopyButton text=all what="all, one a line" words=true />
    }
    .into_any()
}
