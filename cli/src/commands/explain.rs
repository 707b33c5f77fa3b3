//! `explain`: what a server's reason means, and what to do.

use milvus_import_check::explain;

use crate::failure::Failure;
use crate::output::{Output, json_line, line};
use crate::text::clean;

/// What a shell gets for a reason that is not known, as grep has it.
const UNKNOWN: u8 = 1;

pub(crate) fn explain_text(words: &[String], out: Output) -> Result<(), Failure> {
    let Some(explanation) = explain(&words.join(" ")) else {
        out.note("this reason is not known; the server's log of the data nodes may say more");
        return Err(Failure::Shown(UNKNOWN));
    };
    if out.json {
        return json_line(&explanation);
    }
    line(&format!("cause: {}", clean(&explanation.cause)))?;
    line(&format!("fix:   {}", clean(&explanation.fix)))?;
    explanation
        .rule
        .map_or(Ok(()), |rule| line(&format!("rule:  {rule}, which `milvus-import check` tells before the start")))
}
