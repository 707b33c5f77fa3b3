//! How calls end in JavaScript: letters are put into a queue, and one threadsafe function wakes the thread that made the
//! calls, once for all letters that are there.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use milvus_import::{Error, ErrorCode};
use napi::bindgen_prelude::{Env, External, FnArgs, Function, Result, Status, sys};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode, UnknownReturnValue};
use napi_derive::napi;
use tokio::task::AbortHandle;

use crate::answer::Answer;
use crate::letter::Letter;
use crate::runtime::runtime;

/// Numbers of calls, their texts, and handles on their answers.
type Batch = FnArgs<(Vec<i64>, Vec<String>, Vec<Option<External<Answer>>>)>;

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
    ended: Mutex<Vec<(i64, Letter)>>,
    waiting: Mutex<HashMap<i64, AbortHandle>>,
    wake: OnceLock<Wake>,
}

impl Post {
    fn put(&self, call: i64, letter: Letter) {
        let mut ended = lock(&self.ended);
        ended.push((call, letter));
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
        let mut waiting = lock(&self.waiting);
        for (call, letter) in ended {
            if waiting.remove(&call).is_some() {
                calls.push(call);
                texts.push(letter.text);
                answers.push(letter.answer.map(Answer::into_external));
            }
        }
        if waiting.is_empty() {
            self.let_go(env);
        }
        (calls, texts, answers).into()
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

/// The letter that a call owes, whatever becomes of it: a promise would wait for ever.
struct Owed {
    post: Arc<Post>,
    call: i64,
    paid: bool,
}

impl Drop for Owed {
    fn drop(&mut self) {
        if !self.paid {
            let lost = Error::new(ErrorCode::Internal, "the call ended without an answer");
            self.post.put(self.call, Letter::from(&lost));
        }
    }
}

impl Mailbox {
    /// Starts a call; returns the number that its letter has.
    pub(crate) fn start<T: Into<Letter>>(
        &self,
        env: &Env,
        call: impl Future<Output = milvus_import::Result<T>> + Send + 'static,
    ) -> Result<i64> {
        let runtime = runtime()?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mut owed = Owed { post: Arc::clone(&self.post), call: number, paid: false };
        let task = runtime.spawn(async move {
            let letter = Letter::from(call.await);
            owed.paid = true;
            owed.post.put(number, letter);
        });
        let mut waiting = lock(&self.post.waiting);
        if waiting.is_empty() {
            self.post.hold(env);
        }
        waiting.insert(number, task.abort_handle());
        Ok(number)
    }
}

#[napi]
impl Mailbox {
    /// `deliver` gets the numbers of calls that have ended, their texts, and handles on their answers.
    #[napi(constructor, catch_unwind)]
    pub fn new(
        #[napi(
            ts_arg_type = "(calls: Array<number>, texts: Array<string>, answers: Array<ExternalObject<Answer> | null>) => void"
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
            task.abort();
            if waiting.is_empty() {
                self.post.let_go(env);
            }
        }
    }
}

impl Drop for Mailbox {
    /// The JavaScript thread ends: nobody waits for anything.
    fn drop(&mut self) {
        lock(&self.post.waiting).drain().for_each(|(_, task)| task.abort());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
