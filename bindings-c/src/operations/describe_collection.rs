//! Asks what a collection holds.

use std::mem::MaybeUninit;

use crate::boundary::{given, make};
use crate::cancel_token::{self, mvi_cancel_token};
use crate::client::mvi_client;
use crate::error::mvi_error;
use crate::model::collection::mvi_collection;
use crate::model::options::mvi_describe_collection_options;
use crate::sized;
use crate::status::mvi_status;

/// Asks what a collection holds: its fields, functions and properties. `MVI_UNSUPPORTED` on Zilliz Cloud's control plane, since
/// collections are on their cluster: make a client with its own endpoint as the uri and `milvus-v2` as the api; and on the management
/// port of Milvus 2.3, which describes collections on port 19530. `cancel` may be NULL.
///
/// Files are checked against a schema, which `mvi_collection_raw` is in a file, by the command `milvus-import check`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_describe_collection(
    client: Option<&mvi_client>,
    options: *const mvi_describe_collection_options,
    cancel: Option<&mvi_cancel_token>,
    collection: Option<&mut MaybeUninit<*mut mvi_collection>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(collection, error, "collection", || {
        let client = given(client, "client")?;
        // SAFETY: as the header asks for.
        let options = given(unsafe { sized::read(options, "options") }?, "options")?;
        // SAFETY: as the header asks for.
        let asked = unsafe { options.to_core() }?;
        cancel_token::with(&client.client, cancel).describe_collection(asked).map(mvi_collection::new)
    })
}
