//! A stand-in for Salesforce on loopback: the practice org with an HTTP face. It verifies assertions for real,
//! and can be told to answer in every way of the diagnosis table, slowly, or not at all.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, Response, StatusCode, header};
use axum::routing::get;
use futures_util::stream;
use jiff::fmt::rfc2822::DateTimePrinter;
use scv_oauth::domain::diagnosis::{Stage, Unreached};
use scv_oauth::domain::{OrgKind, PrivateKey, Secret};
use scv_oauth::org::practice::{GRANT_TYPE, Ground, PracticeOrg, Reply, public_key_of};
use scv_oauth::org::{ORGANIZATION_QUERY, OrgIdentity};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// A running stand-in, on a port and threads of its own. It ends when dropped.
pub struct Salesforce {
    face: Arc<Face>,
    runtime: Option<Runtime>,
}

/// What the HTTP face knows.
struct Face {
    org: PracticeOrg,
    pace: Mutex<Duration>,
    requests: Mutex<Vec<String>>,
}

impl Salesforce {
    /// Starts an org whose app has the certificate of this key, and which lets this user in.
    pub fn start(key: &PrivateKey, consumer_key: &Secret, user: &str, kind: OrgKind) -> Self {
        Self::of(|my_domain| {
            let ground = Ground::new(
                consumer_key.clone(),
                public_key_of(key).unwrap(),
                vec![user.to_owned()],
                my_domain,
                kind,
                "00D5g00000AbCdE".into(),
            );
            PracticeOrg::new(ground)
        })
    }

    /// Starts the org that is made for this address.
    pub fn of(make: impl FnOnce(String) -> PracticeOrg) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let nearby = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listener = std::thread::scope(|scope| {
            let bind = scope.spawn(|| runtime.block_on(TcpListener::bind(nearby)).unwrap());
            bind.join().unwrap()
        });
        let address = listener.local_addr().unwrap();
        let face = Arc::new(Face {
            org: make(format!("http://{address}")),
            pace: Mutex::default(),
            requests: Mutex::default(),
        });
        let router = router(face.clone());
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self {
            face,
            runtime: Some(runtime),
        }
    }

    /// The org behind the face: what it is made of, how many logins it saw, and what it is told to answer.
    pub fn org(&self) -> &PracticeOrg {
        &self.face.org
    }

    /// Its My Domain, `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> &str {
        &self.face.org.ground().my_domain
    }

    /// Its token endpoint.
    pub fn token_endpoint(&self) -> String {
        format!("{}/services/oauth2/token", self.origin())
    }

    /// Its REST base.
    pub fn rest_base(&self) -> String {
        format!("{}/services/data/v64.0", self.origin())
    }

    /// Makes it wait before every answer.
    pub fn take_its_time(&self, pace: Duration) {
        *self.face.pace.lock().unwrap() = pace;
    }

    /// Method and path of every request, in order; nothing of what was in them.
    pub fn requests(&self) -> Vec<String> {
        self.face.requests.lock().unwrap().clone()
    }
}

impl Drop for Salesforce {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

type Answer = Response<Body>;

fn router(face: Arc<Face>) -> Router {
    let login = get(log_in_by_get).post(log_in);
    Router::new()
        .route("/services/oauth2/token", login)
        .route("/services/oauth2/userinfo", get(userinfo))
        .route("/services/data/", get(versions))
        .route("/services/data/{version}/query", get(query))
        .fallback(async |State(face): State<Arc<Face>>| face.say(Stage::Login, Reply::Html(404)))
        .layer(axum::middleware::from_fn_with_state(face.clone(), attend))
        .with_state(face)
}

/// Notes the request and takes the time it was told to take.
async fn attend(
    State(face): State<Arc<Face>>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Answer {
    let line = format!("{} {}", request.method(), request.uri().path());
    face.requests.lock().unwrap().push(line);
    let pace = *face.pace.lock().unwrap();
    tokio::time::sleep(pace).await;
    next.run(request).await
}

#[derive(Deserialize)]
struct LoginForm {
    grant_type: String,
    assertion: String,
}

async fn log_in(
    State(face): State<Arc<Face>>,
    form: Result<Form<LoginForm>, FormRejection>,
) -> Answer {
    let Ok(Form(form)) = form else {
        return face.say(Stage::Login, MALFORMED);
    };
    if form.grant_type != GRANT_TYPE {
        let reply = Reply::No(400, "unsupported_grant_type", "grant type not supported");
        return face.say(Stage::Login, reply);
    }
    match face.org.let_in(&form.assertion) {
        Ok(token) => face.json(
            200,
            &json!({
                "access_token": token.expose_for_signing(),
                "scope": "api",
                "instance_url": face.org.instance_url(token.expose_for_signing()),
                "id": format!("https://login.salesforce.com/id/{}/0055g000", face.org.ground().org_id),
                "token_type": "Bearer",
            }),
        ),
        Err(Reply::Unreached(Unreached::TimedOut)) => std::future::pending().await,
        Err(reply) => face.say(Stage::Login, reply),
    }
}

const MALFORMED: Reply = Reply::No(400, "invalid_request", "must use HTTP POST");

async fn log_in_by_get(State(face): State<Arc<Face>>) -> Answer {
    face.say(Stage::Login, MALFORMED)
}

async fn versions(State(face): State<Arc<Face>>) -> Answer {
    let version = |version: &String| {
        let url = format!("/services/data/v{version}");
        json!({"label": "A season", "url": url, "version": version})
    };
    let versions = face.org.versions_told();
    let versions = versions.iter().map(version);
    face.json(200, &versions.collect())
}

#[derive(Deserialize)]
struct Question {
    q: String,
}

async fn query(
    State(face): State<Arc<Face>>,
    Path(version): Path<String>,
    headers: HeaderMap,
    Form(question): Form<Question>,
) -> Answer {
    if question.q != ORGANIZATION_QUERY {
        let reply = Reply::No(400, "MALFORMED_QUERY", "unexpected token");
        return face.say(Stage::Rest, reply);
    }
    let path = format!("/services/data/{version}");
    match face.org.tell_identity(bearer(&headers), &path) {
        Ok(identity) => face.json(200, &record(&identity)),
        Err(reply) => face.say(Stage::Rest, reply),
    }
}

fn record(identity: &OrgIdentity) -> Value {
    json!({"totalSize": 1, "done": true, "records": [{
        "attributes": {"type": "Organization"},
        "Id": identity.org_id,
        "Name": identity.org_name,
        "IsSandbox": identity.kind == OrgKind::Sandbox,
        "OrganizationType": identity.edition,
        "InstanceName": identity.instance,
    }]})
}

async fn userinfo(State(face): State<Arc<Face>>, headers: HeaderMap) -> Answer {
    match face.org.holder(bearer(&headers)) {
        Some(user) => face.json(200, &json!({"preferred_username": user})),
        None => face.say(Stage::Rest, Reply::No(403, "Bad_OAuth_Token", "")),
    }
}

fn bearer(headers: &HeaderMap) -> &str {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
        .unwrap_or_default()
}

impl Face {
    /// Says something else than yes, in the form that the token endpoint or the REST API has for it.
    fn say(&self, stage: Stage, reply: Reply) -> Answer {
        match reply {
            Reply::No(status, error, description) => {
                let said = match stage {
                    Stage::Login => json!({"error": error, "error_description": description}),
                    Stage::Rest => json!([{"errorCode": error, "message": description}]),
                };
                self.json(status, &said)
            }
            Reply::Html(status) => self.answer(
                status,
                "text/html;charset=UTF-8",
                Body::from("<!DOCTYPE html><title>Salesforce</title>"),
            ),
            Reply::Redirect(to) => {
                let mut answer = self.answer(302, "text/html", Body::empty());
                let headers = answer.headers_mut();
                headers.insert(header::LOCATION, to.parse().unwrap());
                answer
            }
            Reply::Half => self.answer(
                200,
                "application/json",
                Body::from(r#"{"access_token":"00D"#),
            ),
            Reply::Unreached(Unreached::Lost) => self.answer(200, "application/json", broken()),
            Reply::Unreached(why) => panic!("nobody can say {why:?} over HTTP"),
        }
    }

    fn json(&self, status: u16, said: &Value) -> Answer {
        self.answer(
            status,
            "application/json;charset=UTF-8",
            Body::from(said.to_string()),
        )
    }

    fn answer(&self, status: u16, kind: &str, body: Body) -> Answer {
        let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&self.org.time());
        Response::builder()
            .status(StatusCode::from_u16(status).unwrap())
            .header(header::CONTENT_TYPE, kind)
            .header(header::DATE, date.unwrap())
            .body(body)
            .unwrap()
    }
}

/// A body that begins and then fails, which makes the server cut the connection.
fn broken() -> Body {
    let parts = [Ok("{\"access_"), Err(std::io::Error::other("cut off"))];
    Body::from_stream(stream::iter(parts))
}
