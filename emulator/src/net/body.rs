//! Bodies that go wrong on the wire.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use hyper::body::Frame;

/// A body that breaks off: what there is of it is sent before the connection is closed.
pub(super) fn cut_off(sent: Bytes) -> Body {
    Body::new(CutOff { sent: Some(sent), flushed: false })
}

struct CutOff {
    sent: Option<Bytes>,
    flushed: bool,
}

impl hyper::body::Body for CutOff {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Some(sent) = self.sent.take() {
            return Poll::Ready(Some(Ok(Frame::data(sent))));
        }
        if !self.flushed {
            // A pause makes the connection write out what it has; an error at once would discard it.
            self.flushed = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(std::io::ErrorKind::UnexpectedEof.into())))
    }
}

/// A body without a length, in chunks.
pub(super) fn chunked(rest: Bytes) -> Body {
    Body::new(Chunks { rest })
}

struct Chunks {
    rest: Bytes,
}

impl hyper::body::Body for Chunks {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        const CHUNK: usize = 1 << 16;
        let length = self.rest.len().min(CHUNK);
        Poll::Ready((length > 0).then(|| Ok(Frame::data(self.rest.split_to(length)))))
    }
}

/// A JSON object with a text of so many bytes, made while it is sent.
pub(super) fn huge(bytes: u64) -> Body {
    Body::new(Huge { next: Piece::Start, left: bytes })
}

enum Piece {
    Start,
    Text,
    End,
}

struct Huge {
    next: Piece,
    left: u64,
}

static TEXT: [u8; 1 << 16] = [b'x'; 1 << 16];

impl hyper::body::Body for Huge {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let piece = match self.next {
            Piece::Start => {
                self.next = Piece::Text;
                Bytes::from_static(br#"{"code":0,"message":""#)
            }
            Piece::Text if self.left > 0 => {
                let piece = Bytes::from_static(&TEXT);
                let length = usize::try_from(self.left).unwrap_or(usize::MAX).min(piece.len());
                self.left = self.left.saturating_sub(TEXT.len() as u64);
                piece.slice(..length)
            }
            Piece::Text => {
                self.next = Piece::End;
                Bytes::from_static(br#""}"#)
            }
            Piece::End => return Poll::Ready(None),
        };
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }
}
