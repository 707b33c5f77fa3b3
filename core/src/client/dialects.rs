//! Which API generation and which spelling of a route a server has, where its address does not tell.
//!
//! A guess is only a guess: a read whose route is not there is asked on the others too, and what answered is remembered. A
//! write is never tried out: it goes to what the caller or the host tells, or a read has shown, which is asked for where the
//! likely generation has no such route.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::model::Api;
use crate::protocol::Protocol;

/// The generations that a server may speak.
pub(crate) struct Dialects {
    likely: Protocol,
    /// In the order to try them; none where the caller named the generation.
    others: Vec<Protocol>,
    /// Whether the caller or the host told the generation.
    told: bool,
    /// The place among the routes that answered last.
    place: AtomicUsize,
    /// Whether the server itself answered there.
    shown: AtomicBool,
}

/// One way to ask: the place to remember it by, the generation, and its spelling of the progress route.
pub(super) type Way<'a> = (usize, &'a Protocol, usize);

impl Dialects {
    pub(super) fn new(likely: Protocol, others: Vec<Protocol>, told: bool) -> Self {
        Self { likely, others, told, place: AtomicUsize::new(0), shown: AtomicBool::new(false) }
    }

    /// The first guess, which stays what it is.
    pub(super) fn likely(&self) -> &Protocol {
        &self.likely
    }

    /// What is spoken now: what has answered, or else the likely one.
    pub(crate) fn in_use(&self) -> &Protocol {
        let place = self.place.load(Ordering::Relaxed);
        self.each().nth(place).map_or(&self.likely, |(_, protocol, _)| protocol)
    }

    /// Whether another generation may turn out to be the server's.
    pub(super) fn is_guess(&self) -> bool {
        !self.others.is_empty() && !self.shown.load(Ordering::Relaxed)
    }

    /// What a write is sent in. `for_milvus`: nobody else has a use for it. Zilliz Cloud's ids alone do not make another
    /// server of a Milvus, which ignores members that it does not know.
    pub(super) fn for_write(&self, for_milvus: bool) -> &Protocol {
        let in_use = self.in_use();
        let only_by_ids = for_milvus && !self.told && in_use.api == Api::ZillizV2;
        let milvus = || self.others.iter().find(|protocol| protocol.api == Api::MilvusV2);
        only_by_ids.then(milvus).flatten().unwrap_or(in_use)
    }

    /// The ways to ask, the one that answered last first. Once the server has answered only its own generation's are left:
    /// what is missing now is hidden by a gateway.
    pub(super) fn ways(&self) -> impl Iterator<Item = Way<'_>> {
        let last = self.place.load(Ordering::Relaxed);
        let api = self.shown.load(Ordering::Relaxed).then(|| self.in_use().api);
        let in_order = self.each().skip(last).chain(self.each().take(last));
        in_order.filter(move |(_, protocol, _)| api.is_none_or(|api| protocol.api == api))
    }

    /// Remembers where the server answered.
    pub(super) fn learn(&self, place: usize) {
        self.place.store(place, Ordering::Relaxed);
        self.shown.store(true, Ordering::Relaxed);
    }

    fn each(&self) -> impl Iterator<Item = Way<'_>> {
        let spellings = |protocol| (0..Protocol::spellings(protocol)).map(move |spelling| (protocol, spelling));
        let ways = std::iter::once(&self.likely).chain(&self.others).flat_map(spellings).enumerate();
        ways.map(|(place, (protocol, spelling))| (place, protocol, spelling))
    }
}
