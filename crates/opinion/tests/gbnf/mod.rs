//! As much of GBNF as our grammar uses, to try it without an engine: literals, classes, names,
//! groups, `|`, `?` and `{m,n}`. Reads the notation as llama.cpp documents it; panics on any other.

use std::collections::{BTreeSet, HashMap};
use std::iter::Peekable;
use std::str::Chars;

enum Node {
    Literal(String),
    Class(bool, Vec<(char, char)>),
    Name(String),
    All(Vec<Node>),
    Any(Vec<Node>),
    Times(Box<Node>, usize, usize),
}

/// A grammar, one rule a line.
pub struct Grammar(HashMap<String, Node>);

type Source<'a> = Peekable<Chars<'a>>;

impl Grammar {
    pub fn new(text: &str) -> Self {
        let rules = text.lines().map(|line| {
            let (name, body) = line.split_once(" ::= ").expect("a rule");
            let mut source = body.chars().peekable();
            let node = any(&mut source);
            assert_eq!(source.next(), None, "{line}");
            (name.to_owned(), node)
        });
        Self(rules.collect())
    }

    /// Whether `root` is all of `text`.
    pub fn admits(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().collect();
        self.ends(&self.0["root"], &chars, 0).contains(&chars.len())
    }

    fn ends(&self, node: &Node, text: &[char], at: usize) -> BTreeSet<usize> {
        let step = |starts: &BTreeSet<usize>, node: &Node| -> BTreeSet<usize> {
            starts
                .iter()
                .flat_map(|&at| self.ends(node, text, at))
                .collect()
        };
        match node {
            Node::Literal(literal) => {
                let literal: Vec<char> = literal.chars().collect();
                let end = at + literal.len();
                (text.get(at..end) == Some(&literal))
                    .then_some(end)
                    .into_iter()
                    .collect()
            }
            Node::Class(negated, ranges) => {
                let is_in = |c: &char| ranges.iter().any(|(from, to)| (from..=to).contains(&c));
                let fits = text.get(at).is_some_and(|c| is_in(c) != *negated);
                fits.then_some(at + 1).into_iter().collect()
            }
            Node::Name(name) => self.ends(&self.0[name], text, at),
            Node::All(nodes) => nodes
                .iter()
                .fold([at].into(), |starts, node| step(&starts, node)),
            Node::Any(nodes) => nodes
                .iter()
                .flat_map(|node| self.ends(node, text, at))
                .collect(),
            Node::Times(node, least, most) => {
                let mut starts = BTreeSet::from([at]);
                let mut ends = BTreeSet::new();
                for times in 0..=*most {
                    if times >= *least {
                        ends.extend(&starts);
                    }
                    starts = step(&starts, node);
                }
                ends
            }
        }
    }
}

fn any(source: &mut Source) -> Node {
    let mut nodes = vec![all(source)];
    while source.next_if_eq(&'|').is_some() {
        nodes.push(all(source));
    }
    Node::Any(nodes)
}

fn all(source: &mut Source) -> Node {
    let mut nodes = Vec::new();
    loop {
        while source.next_if_eq(&' ').is_some() {}
        let node = match source.peek() {
            None | Some('|' | ')') => return Node::All(nodes),
            Some('"') => literal(source),
            Some('[') => class(source),
            Some('(') => {
                source.next();
                let node = any(source);
                assert_eq!(source.next(), Some(')'));
                node
            }
            Some(_) => {
                let name: String =
                    std::iter::from_fn(|| source.next_if(char::is_ascii_lowercase)).collect();
                assert!(!name.is_empty(), "{:?}", source.peek());
                Node::Name(name)
            }
        };
        nodes.push(repeated(node, source));
    }
}

fn repeated(node: Node, source: &mut Source) -> Node {
    let (least, most) = match source.peek() {
        Some('?') => {
            source.next();
            (0, 1)
        }
        Some('{') => {
            source.next();
            let inside: String = source.by_ref().take_while(|&c| c != '}').collect();
            let (least, most) = inside.split_once(',').unwrap_or((&inside, &inside));
            let number = |text: &str| text.parse().expect("a number");
            (number(least), number(most))
        }
        _ => return node,
    };
    Node::Times(Box::new(node), least, most)
}

fn literal(source: &mut Source) -> Node {
    source.next();
    let mut text = String::new();
    while source.next_if_eq(&'"').is_none() {
        text.push(sign(source));
    }
    Node::Literal(text)
}

fn class(source: &mut Source) -> Node {
    source.next();
    let negated = source.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    while source.next_if_eq(&']').is_none() {
        let from = sign(source);
        let to = source.next_if_eq(&'-').map_or(from, |_| sign(source));
        ranges.push((from, to));
    }
    Node::Class(negated, ranges)
}

/// One character, escaped or not.
fn sign(source: &mut Source) -> char {
    let c = source.next().expect("a character");
    if c != '\\' {
        return c;
    }
    match source.next() {
        Some('x') => {
            let digits: String = source.by_ref().take(2).collect();
            char::from(u8::from_str_radix(&digits, 16).expect("two hex digits"))
        }
        Some(c @ ('"' | '\\' | ']' | '[')) => c,
        other => panic!("an escape that llama.cpp does not know: {other:?}"),
    }
}
