//! The model's process: loads and says how far it is, greets with what it loaded, answers one question
//! after another until its pipe closes, then ends at once, whatever it was doing.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use crate::chat::engine::{Engine, load};
use crate::chat::score::score;
use crate::chat::write::write;
use crate::chat::{Answer, ChatSettings, Greeting, Question};
use crate::wire::{BAD, GOOD, read_frame, write_answer};
use crate::worker::{backend, debugging};

/// `settings` is [`ChatSettings`] as JSON.
pub(crate) fn serve(path: &Path, settings: &OsStr) -> io::Result<()> {
    let refuse = |why: String| write_answer(&mut io::stdout(), BAD, why.as_bytes());
    let settings: ChatSettings = serde_json::from_slice(settings.as_encoded_bytes())?;
    let backend = match backend() {
        Ok(backend) => backend,
        Err(why) => return refuse(why),
    };
    let begun = Instant::now();
    let mut last = None;
    // Nobody loads for a caller who has gone.
    let progress = move |percent| {
        last.replace(percent) == Some(percent)
            || greet(&mut io::stdout(), &Greeting::Loading(percent)).is_ok()
    };
    let (model, gpu_layers) = match load(path, &settings, &backend, progress) {
        Ok(loaded) => loaded,
        Err(error) => return refuse(error.to_string()),
    };
    let mut engine = match Engine::new(&model, &settings, &backend, gpu_layers) {
        Ok(engine) => engine,
        Err(why) => return refuse(why),
    };
    let loaded = &engine.loaded;
    tell(|| {
        let (gpu, layers) = (loaded.gpu_layers, loaded.layers);
        let seconds = begun.elapsed().as_secs_f32();
        let (name, context, room) = (&loaded.name, loaded.context, loaded.room);
        format!(
            "{name}: loaded in {seconds:.1} s; devices {:?}; {gpu} of {layers} layers on GPU; \
             context {context} tokens, {room} of one row",
            loaded.devices
        )
    });
    let mut sink = io::stdout().lock();
    greet(&mut sink, &Greeting::Loaded(loaded.clone()))?;
    let questions = questions();
    while let Ok(question) = questions.recv() {
        let begun = Instant::now();
        let answer = match question {
            Question::Score(question) => {
                let mut stopped = || questions.try_recv().is_ok();
                let answer = score(&mut engine, &question, &mut stopped);
                tell(|| {
                    let seconds = begun.elapsed().as_secs_f32();
                    format!("{} rows scored in {seconds:.2} s", question.rows.len())
                });
                answer.map(|scores| scores.map_or(Answer::Stopped, Answer::Scores))
            }
            Question::Write(question) => {
                // A broken pipe is the end, which the reader notices.
                let mut piece = |text| drop(say(&mut sink, &Answer::Piece(text)));
                let mut stopped = || questions.try_recv().is_ok();
                let answer = write(&mut engine, &question, &mut piece, &mut stopped);
                if let Ok(written) = &answer {
                    tell(|| {
                        let (tokens, seconds) = (written.tokens_out, written.seconds);
                        let read = written.tokens_in - written.tokens_held;
                        let rate = (read + tokens) as f32 / seconds.max(1e-6);
                        format!(
                            "{read} tokens read, {tokens} written in {seconds:.2} s, {rate:.0} a second"
                        )
                    });
                }
                answer.map(Answer::Written)
            }
            Question::Render(turns) => engine.rendered(&turns).map(Answer::Rendered),
            Question::Stop => continue,
        };
        say(&mut sink, &answer.unwrap_or_else(Answer::Refused))?;
    }
    Ok(())
}

/// The questions, read by a thread of its own, so that one that is being answered can be stopped.
fn questions() -> Receiver<Question> {
    let (send, questions) = channel();
    std::thread::spawn(move || {
        let mut source = io::stdin().lock();
        while let Ok(Some(frame)) = read_frame(&mut source) {
            let Ok(question) = serde_json::from_slice(&frame) else {
                break;
            };
            if send.send(question).is_err() {
                break;
            }
        }
        std::process::exit(0);
    });
    questions
}

fn greet(sink: &mut impl Write, greeting: &Greeting) -> io::Result<()> {
    write_answer(sink, GOOD, &serde_json::to_vec(greeting)?)
}

fn say(sink: &mut impl Write, answer: &Answer) -> io::Result<()> {
    write_answer(sink, GOOD, &serde_json::to_vec(answer)?)
}

/// A line for who debugs.
fn tell(words: impl FnOnce() -> String) {
    if debugging() {
        eprintln!("llm: {}", words());
    }
}
