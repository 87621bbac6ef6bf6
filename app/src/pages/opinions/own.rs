//! What the reader thinks: kept beside what the judges said, by a form that needs no script.

use leptos::prelude::*;
use taxonomy::Label;

#[component]
pub fn Own(id: String) -> impl IntoView {
    let labels = Label::ALL.map(|label| view! { <option value=label.id()>{label.name()}</option> });
    view! {
        <section class="panel" aria-labelledby="own-title">
            <h2 id="own-title" class="panel-title">
                "What do you say?"
            </h2>
            <form
                method="post"
                action=format!("/incidents/{id}/analyst-opinion")
                class="fields"
            >
                <div class="field">
                    <label for="own-label">"Label"</label>
                    <select id="own-label" name="label" required>
                        <option value="">"Choose"</option>
                        {labels.into_iter().collect_view()}
                        <option value="uncertain">"Uncertain"</option>
                    </select>
                </div>
                <div class="field">
                    <label for="own-name">"Your name, if you like"</label>
                    <input id="own-name" name="name" maxlength="60" autocomplete="name" />
                </div>
                <button class="button">"Keep it"</button>
            </form>
            <p class="quiet">
                "It stands beside the other opinions, under your name, and moves no decision."
            </p>
        </section>
    }
}
