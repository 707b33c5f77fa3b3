//! The control API, through which tests in any language drive the emulator. The crate's documentation describes it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::canned::Canned;
use crate::catalog::{Collection, User};
use crate::clock::rfc3339;
use crate::fault::Fault;
use crate::jobs::{JobInfo, JobPatch, JobSpec, Script};
use crate::record::RecordedRequest;
use crate::service::Service;
use crate::{http, lock};

const PREFIX: &str = "/_emulator";

/// Whether a path is the emulator's own rather than the server's.
pub(crate) fn is_control(path: &str) -> bool {
    path.strip_prefix(PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

type Emulated = State<Arc<Service>>;

pub(crate) fn router(service: Arc<Service>) -> Router {
    let routes = Router::new()
        .route("/", get(about))
        .route("/reset", post(reset))
        .route("/clock", post(advance))
        .route("/connections", put(set_idle_limit))
        .route("/requests", get(requests).delete(clear_requests))
        .route("/faults", get(faults).post(inject).delete(clear_faults))
        .route("/responses", post(can).delete(clear_canned))
        .route("/scripts", post(add_scripts))
        .route("/jobs", get(jobs).post(add_jobs))
        .route("/collections", get(collections).post(add_collections).delete(clear_collections))
        .route("/databases", post(add_databases))
        .route("/users", post(add_users))
        .route("/jobs/{id}", patch(patch_job).delete(remove_job));
    // Axum's own limit is 2 MB; a list of 100,000 jobs is larger.
    let routes = routes.layer(DefaultBodyLimit::max(http::MAX_BODY));
    Router::new().nest(PREFIX, routes).with_state(service)
}

/// A body that is JSON, whatever its type says.
struct Given<T>(T);

impl<T: DeserializeOwned> FromRequest<Arc<Service>> for Given<T> {
    type Rejection = Response;

    async fn from_request(request: Request, service: &Arc<Service>) -> Result<Self, Response> {
        let body = Bytes::from_request(request, service).await.map_err(IntoResponse::into_response)?;
        serde_json::from_slice(&body).map(Self).map_err(refused)
    }
}

/// One thing, or a list of them.
struct GivenSome<T>(Vec<T>);

impl<T: DeserializeOwned> FromRequest<Arc<Service>> for GivenSome<T> {
    type Rejection = Response;

    async fn from_request(request: Request, service: &Arc<Service>) -> Result<Self, Response> {
        let Given(body) = Given::<Value>::from_request(request, service).await?;
        match body {
            Value::Array(_) => serde_json::from_value(body),
            one => serde_json::from_value(one).map(|one| vec![one]),
        }
        .map(Self)
        .map_err(refused)
    }
}

const DONE: StatusCode = StatusCode::NO_CONTENT;

/// What a request gets that is not [from here](crate::guard::is_from_here).
pub(crate) fn forbidden() -> Response {
    let text = "the control API is for programs on this machine: the Host must be a loopback name or address, \
                and the Origin, if there is one, the emulator's own";
    (StatusCode::FORBIDDEN, text).into_response()
}

fn refused(error: impl std::fmt::Display) -> Response {
    (StatusCode::BAD_REQUEST, error.to_string()).into_response()
}

async fn about(State(service): Emulated) -> Json<Value> {
    Json(json!({"server": service.config.server.to_string(), "now": rfc3339(service.now())}))
}

async fn reset(State(service): Emulated) -> StatusCode {
    service.reset();
    DONE
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance: f64,
}

async fn advance(State(service): Emulated, Given(change): Given<Advance>) -> Response {
    match Duration::try_from_secs_f64(change.advance) {
        Ok(by) => {
            service.clock.advance(by);
            about(State(service)).await.into_response()
        }
        Err(error) => refused(error),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IdleLimit {
    close_idle_after_ms: Option<u64>,
}

async fn set_idle_limit(State(service): Emulated, Given(limit): Given<IdleLimit>) -> StatusCode {
    *lock(&service.idle_limit) = limit.close_idle_after_ms.map(Duration::from_millis);
    DONE
}

async fn requests(State(service): Emulated) -> Json<Vec<RecordedRequest>> {
    Json(lock(&service.requests).all())
}

async fn clear_requests(State(service): Emulated) -> StatusCode {
    lock(&service.requests).clear();
    DONE
}

/// Something in its text form, or member by member.
#[derive(Deserialize)]
#[serde(untagged)]
enum Declared<T> {
    Text(String),
    Members(T),
}

impl<T: From<String>> Declared<T> {
    fn into_inner(self) -> T {
        match self {
            Self::Text(text) => text.into(),
            Self::Members(given) => given,
        }
    }
}

async fn collections(State(service): Emulated) -> Json<Vec<Collection>> {
    Json(lock(&service.catalog).collections.clone())
}

async fn add_collections(State(service): Emulated, GivenSome(given): GivenSome<Value>) -> Result<StatusCode, Response> {
    let collections = given.into_iter().map(collection).collect::<Result<Vec<_>, _>>().map_err(refused)?;
    let mut catalog = lock(&service.catalog);
    for collection in collections {
        catalog.add(collection);
    }
    Ok(DONE)
}

/// A collection in the emulator's words, or in those of a server that describes it.
fn collection(given: Value) -> Result<Collection, String> {
    if given.get("data").is_some() || given.get("collectionName").is_some() {
        return Collection::from_description(given).map_err(|error| error.to_string());
    }
    let declared = serde_json::from_value::<Declared<Collection>>(given);
    declared.map(Declared::into_inner).map_err(|error| error.to_string())
}

async fn clear_collections(State(service): Emulated) -> StatusCode {
    let mut catalog = lock(&service.catalog);
    catalog.collections.clear();
    catalog.databases.clear();
    DONE
}

async fn add_databases(State(service): Emulated, GivenSome(names): GivenSome<String>) -> StatusCode {
    lock(&service.catalog).databases.extend(names);
    DONE
}

async fn add_users(State(service): Emulated, given: GivenSome<Declared<User>>) -> StatusCode {
    lock(&service.catalog).users.extend(given.0.into_iter().map(Declared::into_inner));
    DONE
}

async fn faults(State(service): Emulated) -> Json<Vec<Fault>> {
    Json(lock(&service.faults).clone())
}

async fn inject(State(service): Emulated, GivenSome(faults): GivenSome<Fault>) -> StatusCode {
    lock(&service.faults).extend(faults);
    DONE
}

async fn clear_faults(State(service): Emulated) -> StatusCode {
    lock(&service.faults).clear();
    DONE
}

async fn can(State(service): Emulated, GivenSome(canned): GivenSome<Canned>) -> Response {
    match canned.into_iter().map(Canned::into_answer).collect::<Result<Vec<_>, _>>() {
        Ok(answers) => {
            lock(&service.canned).extend(answers);
            DONE.into_response()
        }
        Err(error) => refused(error),
    }
}

async fn clear_canned(State(service): Emulated) -> StatusCode {
    lock(&service.canned).clear();
    DONE
}

async fn add_scripts(State(service): Emulated, GivenSome(scripts): GivenSome<Script>) -> StatusCode {
    lock(&service.store).scripts.extend(scripts);
    DONE
}

async fn jobs(State(service): Emulated) -> Json<Vec<JobInfo>> {
    Json(lock(&service.store).infos(service.now()))
}

/// One job, a list of them, or with a `count` so many that are alike.
async fn add_jobs(State(service): Emulated, Given(mut given): Given<Value>) -> Result<Json<Value>, Response> {
    let count = given.as_object_mut().and_then(|members| members.remove("count"));
    let count: Option<usize> = count.map(serde_json::from_value).transpose().map_err(refused)?;
    let now = service.now();
    if given.is_array() {
        let jobs: Vec<JobSpec> = serde_json::from_value(given).map_err(refused)?;
        let mut store = lock(&service.store);
        let ids: Vec<String> = jobs.into_iter().map(|job| store.add(job, now)).collect();
        return Ok(Json(json!({"job_ids": ids})));
    }
    let job: JobSpec = serde_json::from_value(given).map_err(refused)?;
    let mut store = lock(&service.store);
    Ok(Json(match count {
        Some(count) => json!({"job_ids": store.add_many(count, &job, now)}),
        None => json!({"job_id": store.add(job, now)}),
    }))
}

fn done_if(found: bool) -> StatusCode {
    if found { DONE } else { StatusCode::NOT_FOUND }
}

async fn patch_job(State(service): Emulated, Path(id): Path<String>, Given(change): Given<JobPatch>) -> StatusCode {
    done_if(lock(&service.store).patch(&id, change, service.now()))
}

async fn remove_job(State(service): Emulated, Path(id): Path<String>) -> StatusCode {
    done_if(lock(&service.store).remove(&id))
}
