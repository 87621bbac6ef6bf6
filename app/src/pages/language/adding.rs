//! How to come by a language model.

use leptos::prelude::*;

/// Name for `cargo xtask model fetch`, size, licence.
const MODELS: [(&str, &str, &str); 3] = [
    ("llama-3.1-8b", "6.6 GB", "Llama 3.1 Community Licence"),
    ("llama-3.2-3b", "2.7 GB", "Llama 3.2 Community Licence"),
    ("qwen2.5-1.5b", "1.3 GB", "Apache 2.0"),
];

#[component]
pub fn Adding() -> impl IntoView {
    let rows = MODELS
        .map(|(name, size, licence)| {
            view! {
                <tr>
                    <th scope="row">
                        <code>{format!("cargo xtask model fetch {name}")}</code>
                    </th>
                    <td class="number">{size}</td>
                    <td>{licence}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="panel">
            <h2>"Adding one"</h2>
            <p>"On this machine: any chat model in a GGUF file, in one of the folders where models lie. It needs about as much memory as its size."</p>
            <pre class="code" tabindex="0" role="region" aria-label="Starting with a file">
                "alertsage-server --llm-model models/Llama-3.2-3B-Instruct-Q6_K.gguf"
            </pre>
            <p>"Three that are fetched by name. None was measured with AlertSage."</p>
            <div class="scroll-x" role="region" aria-label="Models" tabindex="0">
                <table class="table">
                    <caption class="visually-hidden">"Models that are fetched by name"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Command"</th>
                            <th scope="col" class="number">
                                "Size"
                            </th>
                            <th scope="col">"Licence"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p>
                "Elsewhere: any endpoint that speaks OpenAI's chat completions, yours or Hugging Face's. The token of one that is named so is read from the variable ALERTSAGE_LLM_TOKEN."
            </p>
            <pre class="code" tabindex="0" role="region" aria-label="Starting with an endpoint">
                "alertsage-server --llm-endpoint http://127.0.0.1:8080 --llm-model-name llama-3.1-8b --llm-redact on"
            </pre>
            <p>
                "Nothing leaves this machine unless an endpoint is chosen above or named so. A file, an address or a token in the environment alone starts nothing and sends nothing."
            </p>
        </section>
    }
}
