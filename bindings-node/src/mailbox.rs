//! How calls end in JavaScript: one threadsafe function wakes the thread that made them, once for all that have ended.

use std::sync::{Arc, OnceLock};

use milvus_import::calls::Calls;
use napi::bindgen_prelude::{Env, External, FnArgs, Function, Result, Status, sys};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode, UnknownReturnValue};
use napi_derive::napi;

use crate::answer::Answer;
use crate::border::staged_fault;
use crate::error::Failure;
use crate::letter::Letter;

/// Numbers of calls, first those with a result: their texts, handles on their answers, and why the others failed.
type Batch = FnArgs<(Vec<i64>, Vec<String>, Vec<Option<External<Answer>>>, Vec<Failure>)>;

/// Weak: what keeps Node.js running is that calls are under way, not that the mailbox is there.
type Wake = ThreadsafeFunction<(), UnknownReturnValue, Batch, Status, false, true>;

/// The calls of one JavaScript thread.
#[napi]
pub struct Mailbox(Arc<Post>);

struct Post {
    calls: Calls<Letter>,
    wake: Arc<OnceLock<Wake>>,
}

impl Post {
    fn new() -> Self {
        let wake: Arc<OnceLock<Wake>> = Arc::default();
        let of_the_engine = Arc::clone(&wake);
        let calls = Calls::new(move || {
            if let Some(wake) = of_the_engine.get() {
                // Refused when the JavaScript thread ends, and then nobody waits for letters.
                wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
            }
        });
        Self { calls, wake }
    }

    /// What has come. Runs on the JavaScript thread.
    fn collect(&self, env: &Env) -> Batch {
        let (mut calls, mut texts, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        let (mut failed, mut failures) = (Vec::new(), Vec::new());
        for (call, ending) in self.calls.drain() {
            match ending {
                Ok(letter) => {
                    calls.push(number(call));
                    texts.push(letter.text);
                    answers.push(letter.answer.map(Answer::into_external));
                }
                Err(error) => {
                    failed.push(number(call));
                    failures.push(Failure::from(error));
                }
            }
        }
        self.let_go(env);
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

    /// Lets Node.js end, once no call is under way.
    fn let_go(&self, env: &Env) {
        if self.calls.under_way() == 0
            && let Some(wake) = self.wake.get()
        {
            // SAFETY: this is the thread of `env`, and the function is not released while `wake` is there.
            unsafe { sys::napi_unref_threadsafe_function(env.raw(), wake.raw()) };
        }
    }
}

/// The number of a call as JavaScript has it.
fn number(call: u64) -> i64 {
    i64::try_from(call).unwrap_or(i64::MAX)
}

impl Mailbox {
    /// Starts a call; returns the number that its letter has.
    pub(crate) fn start<T: Into<Letter>>(
        &self,
        env: &Env,
        call: impl Future<Output = milvus_import::Result<T>> + Send + 'static,
    ) -> i64 {
        if self.0.calls.under_way() == 0 {
            self.0.hold(env);
        }
        number(self.0.calls.start(async move {
            staged_fault();
            call.await.map(Into::into)
        }))
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
        let post = Arc::new(Post::new());
        let of_the_callback = Arc::clone(&post);
        let wake = deliver
            .build_threadsafe_function::<()>()
            .weak::<true>()
            .build_callback(move |context| Ok(of_the_callback.collect(&context.env)))?;
        post.wake.get_or_init(|| wake);
        Ok(Self(post))
    }

    /// Ends a call that nobody waits for any more: its request is closed, and no letter comes.
    #[napi(catch_unwind)]
    pub fn cancel(&self, env: &Env, call: i64) {
        if u64::try_from(call).is_ok_and(|call| self.0.calls.cancel(call)) {
            self.0.let_go(env);
        }
    }
}

impl Drop for Mailbox {
    /// The JavaScript thread ends: nobody waits for anything.
    fn drop(&mut self) {
        self.0.calls.cancel_all();
    }
}
