//! Clients that hear what everyone is told, hop from process to process, and fold it.

use std::sync::Arc;

use echonest::{
    app::feed::Reader,
    domain::{answers::Answers, commit::Commit, ids::Position, nest::Nest},
};

use crate::{evening::Crowd, process::Process};

/// A nest as a client holds it.
pub struct Client {
    nest: Nest,
    position: Position,
    pub helloes: usize,
    pub resumes: usize,
}

/// Follows until told to stop, and shows what it then holds.
pub async fn follow(crowd: Arc<Crowd>, mut stop: tokio::sync::watch::Receiver<bool>) -> Client {
    let mut process = crowd.anyone();
    let (mut client, mut reader) = hello(&crowd, &mut process).await;
    loop {
        while let Some(told) = reader.next(process.nest().feed()) {
            if told.is_empty() {
                break;
            }
            for told in told.iter().filter(|told| told.position.is_some()) {
                client.hear(&told.text);
                crowd.note_removal(client.nest.removed.back().map(|removed| removed.commit));
            }
        }
        if reader.next(process.nest().feed()).is_none() {
            let helloes = client.helloes;
            (client, reader) = hello(&crowd, &mut process).await;
            client.helloes += helloes;
            continue;
        }
        tokio::select! {
            biased;
            () = process.death() => {
                process = crowd.anyone();
                reader = resume(&crowd, &mut process, &mut client).await;
            }
            () = reader.wait(process.nest().feed()) => {
                if crowd.dice.one_in(30) {
                    process = crowd.anyone();
                    reader = resume(&crowd, &mut process, &mut client).await;
                    }
            }
            stopped = stop.changed() => {
                stopped.expect("the evening goes on");
                // What is told by now is heard.
                while let Some(told) = reader.next(process.nest().feed()).filter(|told| !told.is_empty()) {
                    told.iter().filter(|told| told.position.is_some()).for_each(|told| client.hear(&told.text));
                }
                return client;
            }
        }
    }
}

async fn hello(crowd: &Crowd, process: &mut Process) -> (Client, Reader) {
    loop {
        tokio::select! {
            biased;
            () = process.death() => *process = crowd.anyone(),
            view = process.nest().look() => {
                let view = view.expect("the nest is open");
                let reader = Reader::new(view.cursor, view.position.seq);
                let nest = (*view.nest).clone();
                return (Client { nest, position: view.position, helloes: 1, resumes: 0 }, reader);
            }
        }
    }
}

async fn resume(crowd: &Crowd, process: &mut Process, client: &mut Client) -> Reader {
    let resumed = loop {
        tokio::select! {
            biased;
            () = process.death() => *process = crowd.anyone(),
            resumed = process.nest().resume(client.position) => break resumed,
        }
    };
    if let Ok(Some(resumed)) = resumed {
        resumed.missed.iter().for_each(|(_, text)| client.hear(text));
        client.resumes += 1;
        resumed.reader
    } else {
        let (fresh, reader) = hello(crowd, process).await;
        let counts = (client.helloes, client.resumes);
        *client = fresh;
        (client.helloes, client.resumes) = (client.helloes + counts.0, counts.1);
        reader
    }
}

impl Client {
    fn hear(&mut self, text: &[u8]) {
        let commit: Commit = serde_json::from_slice(text).expect("a commit");
        assert_eq!(commit.position.seq, self.position.seq + 1, "a client sees no gap and nothing twice");
        self.position = commit.position;
        self.nest.fold(&commit);
    }

    /// What people see of the nest a client holds.
    pub fn seen(&self) -> String {
        seen(&self.nest)
    }
}

/// What people see of a nest: all but its memory of answers, what waits for the play log, who waits outside
/// or was let in, airhorns, the register, and notes in its position.
pub fn seen(nest: &Nest) -> String {
    let mut nest = nest.clone();
    nest.answers = Answers::default();
    nest.unlogged.clear();
    nest.admitted.clear();
    nest.knocking.clear();
    nest.people.values_mut().for_each(|member| member.horns_ms.clear());
    (nest.horned_ms, nest.unhosted_ms, nest.register) = (0, None, Arc::default());
    nest.position = Position { step: 0, commit: 0, ..nest.position };
    nest.at_ms = 0;
    nest.grown_ms = 0;
    serde_json::to_string(&nest).expect("a nest can be written down")
}
