//! How calls end in JavaScript: letters are put into a queue, and one threadsafe function wakes the thread that made the
//! calls, once for all letters that are there.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use milvus_import::Error;
use napi::bindgen_prelude::{Env, External, FnArgs, Function, Result, Status, sys};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode, UnknownReturnValue};
use napi_derive::napi;
use tokio::task::AbortHandle;

use crate::answer::Answer;
use crate::border::caught_in_task;
use crate::error::Failure;
use crate::letter::Letter;
use crate::runtime::runtime;

/// Numbers of calls, first those with a result: their texts, handles on their answers, and why the others failed.
type Batch = FnArgs<(Vec<i64>, Vec<String>, Vec<Option<External<Answer>>>, Vec<Failure>)>;

/// How a call ended.
type Ending = std::result::Result<Letter, Error>;

/// Weak: what keeps Node.js running is that calls are under way, not that the mailbox is there.
type Wake = ThreadsafeFunction<(), UnknownReturnValue, Batch, Status, false, true>;

/// The calls of one JavaScript thread.
#[napi]
pub struct Mailbox {
    post: Arc<Post>,
    next: AtomicI64,
}

#[derive(Default)]
struct Post {
    ended: Mutex<Vec<(i64, Ending)>>,
    /// The calls that someone waits for; one that could not be started has no task.
    waiting: Mutex<HashMap<i64, Option<AbortHandle>>>,
    wake: OnceLock<Wake>,
}

impl Post {
    fn put(&self, call: i64, ending: Ending) {
        let mut ended = lock(&self.ended);
        ended.push((call, ending));
        let is_first = ended.len() == 1;
        drop(ended);
        if let Some(wake) = self.wake.get()
            && is_first
        {
            // Refused when the JavaScript thread ends, and then nobody waits for letters.
            wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }

    /// What has come, without what nobody waits for any more. Runs on the JavaScript thread.
    fn collect(&self, env: &Env) -> Batch {
        let ended = std::mem::take(&mut *lock(&self.ended));
        let (mut calls, mut texts, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        let (mut failed, mut failures) = (Vec::new(), Vec::new());
        let mut waiting = lock(&self.waiting);
        for (call, ending) in ended {
            if waiting.remove(&call).is_none() {
                continue;
            }
            match ending {
                Ok(letter) => {
                    calls.push(call);
                    texts.push(letter.text);
                    answers.push(letter.answer.map(Answer::into_external));
                }
                Err(error) => {
                    failed.push(call);
                    failures.push(Failure::from(error));
                }
            }
        }
        if waiting.is_empty() {
            self.let_go(env);
        }
        calls.append(&mut failed);
        (calls, texts, answers, failures).into()
    }

    /// Keeps Node.js running.
    fn hold(&self, env: &Env) {
        if let Some(wake) = self.wake.get() {
            // SAFETY: this is the thread of `env`, and the function is not released while `wake` is there.
            unsafe { sys::napi_ref_threadsafe_function(env.raw(), wake.raw()) };
        }
    }

    /// Lets Node.js end.
    fn let_go(&self, env: &Env) {
        if let Some(wake) = self.wake.get() {
            // SAFETY: this is the thread of `env`, and the function is not released while `wake` is there.
            unsafe { sys::napi_unref_threadsafe_function(env.raw(), wake.raw()) };
        }
    }
}

impl Mailbox {
    /// Starts a call; returns the number that its letter has.
    pub(crate) fn start<T: Into<Letter>>(
        &self,
        env: &Env,
        call: impl Future<Output = milvus_import::Result<T>> + Send + 'static,
    ) -> i64 {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let post = Arc::clone(&self.post);
        let task = runtime().map(|runtime| {
            runtime.spawn(async move {
                let ending = caught_in_task(async { call.await.map(Into::into) }).await;
                post.put(number, ending);
            })
        });
        let (task, not_started) = match task {
            Ok(task) => (Some(task.abort_handle()), None),
            Err(error) => (None, Some(error)),
        };
        let mut waiting = lock(&self.post.waiting);
        if waiting.is_empty() {
            self.post.hold(env);
        }
        waiting.insert(number, task);
        drop(waiting);
        if let Some(error) = not_started {
            self.post.put(number, Err(error));
        }
        number
    }
}

#[napi]
impl Mailbox {
    /// `deliver` gets the numbers of calls that have ended, first those with a result: their texts, handles on their
    /// answers, and why the others failed.
    #[napi(constructor, catch_unwind)]
    pub fn new(
        #[napi(
            ts_arg_type = "(calls: Array<number>, texts: Array<string>, answers: Array<ExternalObject<Answer> | null>, failures: Array<Failure>) => void"
        )]
        deliver: Function<'_, Batch, UnknownReturnValue>,
    ) -> Result<Self> {
        let post = Arc::new(Post::default());
        let of_the_callback = Arc::clone(&post);
        let wake = deliver
            .build_threadsafe_function::<()>()
            .weak::<true>()
            .build_callback(move |context| Ok(of_the_callback.collect(&context.env)))?;
        post.wake.get_or_init(|| wake);
        Ok(Self { post, next: AtomicI64::new(0) })
    }

    /// Ends a call that nobody waits for any more: its request is closed, and no letter comes.
    #[napi(catch_unwind)]
    pub fn cancel(&self, env: &Env, call: i64) {
        let mut waiting = lock(&self.post.waiting);
        if let Some(task) = waiting.remove(&call) {
            task.inspect(AbortHandle::abort);
            if waiting.is_empty() {
                self.post.let_go(env);
            }
        }
    }
}

impl Drop for Mailbox {
    /// The JavaScript thread ends: nobody waits for anything.
    fn drop(&mut self) {
        lock(&self.post.waiting).drain().filter_map(|(_, task)| task).for_each(|task| task.abort());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
